import { IconHandStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { formatDay } from '../../../lib/format-time.ts'
import { consentsQuery } from '../api.ts'
import { CHANNEL_NAMES, channelOf } from '../consent.ts'
import classes from './ConsentWarning.module.css'

export interface ConsentWarningProps {
  leadId: number
  /** The kind of activity that is about to be logged: `call`, `whatsapp`. */
  activity: string
}

/** Says that the person objected to being reached this way, before somebody does it. */
export function ConsentWarning({ leadId, activity }: ConsentWarningProps) {
  const entries = useQuery(consentsQuery(leadId)).data ?? []
  const channel = channelOf(activity)
  const against = entries.filter(
    entry => entry.is_current && entry.given === false && entry.channel === channel,
  )
  return (
    <p role="status" className={classes.warning} hidden={against.length === 0}>
      {against.length > 0 && (
        <>
          <IconHandStop size={16} stroke={1.75} aria-hidden />
          <span>
            {channel && CHANNEL_NAMES[channel]}: objected{' '}
            {against.map(({ purpose, at }) => `on ${formatDay(at)} (${purpose.toLowerCase()})`).join(', ')}
          </span>
        </>
      )}
    </p>
  )
}

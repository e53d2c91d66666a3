import { ActionIcon, UnstyledButton } from '@mantine/core'
import { useInViewport } from '@mantine/hooks'
import { IconBulb, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { ACTION_WORDS } from '../action-words.ts'
import type { NextAction } from '../api.ts'
import { useNextActions } from '../use-next-actions.ts'
import classes from './BestNextAction.module.css'

export interface BestNextActionProps {
  leadId: number
  leadName: string
  /** Does it, or opens what does. */
  onDo: (action: NextAction) => void
}

/** The best of what there is to do with a lead, in one line; asked for when it comes into view. */
export function BestNextAction({ leadId, leadName, onDo }: BestNextActionProps) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>()
  const [wasSeen, setWasSeen] = useState(false)
  if (inViewport && !wasSeen) setWasSeen(true)
  const { actions, mayAnswer, mayDo, take, dismiss } = useNextActions(leadId, wasSeen)
  const best = actions.find(mayDo)
  return (
    <div ref={ref} className={classes.line}>
      {best && mayAnswer && (
        <>
          <UnstyledButton
            className={classes.deed}
            aria-label={`${ACTION_WORDS[best.kind]}: ${leadName}. ${best.reason}. ${best.effect}`}
            onClick={() => take(best, onDo)}
          >
            <IconBulb size={14} stroke={1.75} aria-hidden />
            <b>{ACTION_WORDS[best.kind]}</b>
            <span>
              {best.reason}. {best.effect}
            </span>
          </UnstyledButton>
          <ActionIcon
            variant="subtle"
            size="sm"
            className={classes.dismiss}
            aria-label={`Not now: ${ACTION_WORDS[best.kind]}, ${leadName}`}
            title="Not now"
            onClick={() => dismiss(best)}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        </>
      )}
    </div>
  )
}

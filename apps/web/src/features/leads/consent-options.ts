import type { QueryClient } from '@tanstack/react-query'
import { purposesQuery } from '../../lib/consent-purposes.ts'
import { CHANNEL_WORDS, CHANNELS } from './lead.ts'
import type { FilterOption } from './use-filter-options.ts'

/** What was answered about each purpose: over each channel, or once for all. The main one is meant where none is named. */
export async function consentOptions(client: QueryClient): Promise<FilterOption[]> {
  const { data } = await client.ensureQueryData(purposesQuery)
  return data.flatMap(({ id, label, has_channels, is_main }) => {
    const of = is_main ? '' : `.${id}`
    const about = is_main ? '' : ` (${label})`
    return (has_channels ? CHANNELS : (['any'] as const)).flatMap(channel => {
      const what = channel === 'any' ? label : `${CHANNEL_WORDS[channel]}${about}`
      return [
        { value: `given.${channel}${of}`, label: `Agreed to ${what}`, group: label },
        { value: `withdrawn.${channel}${of}`, label: `Objected to ${what}`, group: label },
        { value: `unknown.${channel}${of}`, label: `Not asked about ${what}`, group: label },
      ]
    })
  })
}

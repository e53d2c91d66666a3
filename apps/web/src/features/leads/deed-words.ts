import { formatDayInFull } from '../../lib/format-time.ts'
import type { ChipWords, ChoiceName } from './filter-fields.ts'
import type { DEEDS, LeadFilters } from './lead-search.ts'

/** The filters that are one in the eyes of whoever reads them: what was done, when and by whom. */
export const DEED_FILTERS = ['deed', 'deed_from', 'deed_to', 'deed_by', 'deed_team'] as const

const WORDS: Record<(typeof DEEDS)[number], string> = {
  activity: 'an activity',
  contact: 'a contact',
  call: 'a call',
  email: 'an e-mail',
  meeting: 'a meeting',
  site_visit: 'a site visit',
  note: 'a note',
  whatsapp: 'a WhatsApp message',
  sms: 'an SMS',
  follow_up: 'a follow-up due',
  follow_up_kept: 'a follow-up kept',
}

/** "includes a site visit by Asha Rao, 1 Jan 2026 to 31 Mar 2026". */
export function deedWords(
  { deed, deed_from, deed_to, deed_by = [], deed_team = [] }: LeadFilters,
  nameOf: (name: ChoiceName, value: string) => string,
): ChipWords | null {
  if (!deed) return null
  const who = [
    ...deed_by.map(id => nameOf('assigned_to', id)),
    ...deed_team.map(id => nameOf('team_id', id)),
  ].join(', ')
  const [from, to] = [deed_from, deed_to].map(day => day && formatDayInFull(day))
  const days =
    from && to ? (from === to ? from : `${from} to ${to}`) : from ? `from ${from}` : to && `until ${to}`
  return { operator: 'includes', value: `${WORDS[deed]}${who && ` by ${who}`}${days ? `, ${days}` : ''}` }
}

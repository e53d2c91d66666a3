import type { StoredEvent } from '../../platform/events/events.ts'
import type { ActionKind } from './next-actions.schemas.ts'

/** A fact about a lead, as far as it may be what was suggested. */
export type Fact = Pick<StoredEvent, 'name' | 'data'>

const isLogged = ({ name, data }: Fact, types: readonly string[]): boolean =>
  name === 'activity.logged' && data.direction !== 'in' && types.includes(String(data.type))
const isPlanned = ({ name, data }: Fact, kinds?: readonly string[]): boolean =>
  name === 'follow_up.created' && (!kinds || kinds.includes(String(data.kind)))

const REACHING = ['call', 'email', 'whatsapp', 'sms', 'meeting', 'site_visit']

/** What has to have happened for a suggestion to have been done. */
const DEEDS: Readonly<Record<ActionKind, (fact: Fact, situation: string) => boolean>> = {
  call_now: fact => isLogged(fact, ['call']),
  plan_call: fact => isPlanned(fact, ['call']) || isLogged(fact, ['call']),
  re_engage: fact => isLogged(fact, REACHING),
  reassign: ({ name }) => name === 'lead.assigned',
  close_lost: ({ name }) => name === 'lead.lost',
  wake: ({ name }) => name === 'lead.woke',
  send_quote: fact =>
    isLogged(fact, ['email', 'whatsapp']) ||
    (fact.name.startsWith('lead.quote_') && fact.data.status === 'sent'),
  chase_quote: fact => isPlanned(fact) || isLogged(fact, REACHING),
  book_visit: fact => isPlanned(fact, ['site_visit', 'meeting']) || isLogged(fact, ['site_visit']),
  // Its situation is the field.
  ask_field: ({ name, data }, situation) =>
    name === 'lead.updated' && Array.isArray(data.fields) && data.fields.includes(situation),
}

/** Events that may be a deed. */
export const DEED_EVENTS = [
  'activity.logged',
  'follow_up.created',
  'lead.assigned',
  'lead.lost',
  'lead.quote_added',
  'lead.quote_changed',
  'lead.updated',
  'lead.woke',
] as const

/** Whether what happened is what a suggestion of this kind asked for, in the situation it went by. */
export const isDeedOf = (kind: ActionKind, situation: string, fact: Fact): boolean =>
  DEEDS[kind](fact, situation)

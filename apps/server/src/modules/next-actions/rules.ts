import type { ActionKind } from './next-actions.schemas.ts'

export interface Owner {
  id: number
  name: string
  isGone: boolean
  /** On leave or out today. */
  isAway: boolean
  /** Not at work either when work begins again: on leave that day, or off on all seven. */
  isAwayThen: boolean
}

/** What rules look at of an open lead. */
export interface Situation {
  status: 'new' | 'contacted' | 'qualified'
  /** Whether its stage wins every second lead or more: there the quote is the matter, however little is on record. */
  isFarOn: boolean
  /** When work begins again where nobody works now, and what a call then can be expected to bring; null at work. */
  offHours: { until: Date; hint: string } | null
  /** Null: nobody's. */
  owner: Owner | null
  hasPhone: boolean
  createdAt: Date
  /** Until when somebody has to have contacted it; null where no clock runs. */
  responseDueAt: Date | null
  lastActivityAt: Date | null
  hasPlan: boolean
  hasVisitPlanned: boolean
  /** YYYY-MM-DD */
  sleepsUntil: string | null
  possession: string | null
  /** When the client was last really reached, by us or by them. */
  contactAt: Date | null
  /** Attempts since then that reached nobody. */
  tries: number
  /** When somebody was last at the site. */
  visitAt: Date | null
  /** When something was written to the client after the visit, the latest. */
  sentAt: Date | null
  /** When the client was heard after that. */
  heardAt: Date | null
  /** The first field that conversion asks for and the lead does not have. */
  missing: { field: string; name: string } | null
}

/** What a rule suggests, before the order is made. */
export interface Suggestion {
  kind: ActionKind
  reason: string
  effect: string
  field: string | null
  dueAt: Date | null
  /** How much there is to gain, 0 to 1. */
  weight: number
  /** What it goes by: another one is another suggestion, whatever was said to this. */
  situation: string
}

/** So many attempts without an answer are enough. */
export const ENOUGH_TRIES = 6
/** Days without a word after which a quote is asked about, and a lead is approached again. */
const CHASE_DAYS = 3
const QUIET_DAYS = 14
/** Days before the keys at which a sleeping lead is to be awake. */
const BEFORE_KEYS_DAYS = 90
const DAY_MS = 86_400_000

const daysSince = (at: Date, now: Date): number => Math.floor((now.getTime() - at.getTime()) / DAY_MS)
const daysUntil = (day: string, now: Date): number => Math.ceil((Date.parse(day) - now.getTime()) / DAY_MS)
const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`
const stamp = (at: Date | null): string => at?.toISOString() ?? 'never'

const suggest = (
  kind: ActionKind,
  weight: number,
  words: { reason: string; effect: string },
  situation: string,
  more: { field?: string; dueAt?: Date } = {},
): Suggestion => ({ kind, weight, ...words, situation, field: more.field ?? null, dueAt: more.dueAt ?? null })

type Rule = (lead: Situation, now: Date, callHint: string) => Suggestion | null

const giveAway = ({ id }: Owner, weight: number, why: 'gone' | 'away', reason: string): Suggestion =>
  suggest('reassign', weight, { reason, effect: 'Somebody who is here can go on at once' }, `${id} ${why}`, {
    field: 'assigned_to',
  })

const call: Rule = (
  { owner, responseDueAt, tries, hasPhone, hasPlan, contactAt, status, offHours },
  _now,
  hint,
) => {
  if (!hasPhone || tries >= ENOUGH_TRIES) return null
  const calling = (weight: number, reason: string, situation: string, dueAt?: Date) => {
    if (!offHours) return suggest('call_now', weight, { reason, effect: hint }, situation, dueAt && { dueAt })
    // Nobody plans a call for somebody who will not be there.
    if (owner?.isGone) return null
    if (owner?.isAwayThen)
      return giveAway(owner, weight, 'away', `${reason}; ${owner.name} is away when work begins again`)
    return suggest('plan_call', weight, { reason, effect: offHours.hint }, situation, {
      dueAt: offHours.until,
    })
  }
  // One and the same call before its clock starts and after: set about twice, it is still made once.
  const situation = `tries ${tries}`
  // Whoever has planned something has answered what can be done outside of hours.
  if (responseDueAt !== null && !(offHours && hasPlan))
    return calling(1, 'Waits for a first contact', situation, responseDueAt)
  if (tries > 0 && !hasPlan)
    return calling(0.7, `${counted(tries, 'attempt')} without an answer, and no next step`, situation)
  if (contactAt === null && status === 'new' && !hasPlan)
    return calling(0.8, 'Nobody has reached them yet', situation)
  return null
}

const reassign: Rule = ({ owner }) => {
  if (!owner || !(owner.isGone || owner.isAway)) return null
  return owner.isGone
    ? giveAway(owner, 0.95, 'gone', `${owner.name} no longer works here`)
    : giveAway(owner, 0.6, 'away', `${owner.name} is away today`)
}

const closeLost: Rule = ({ tries }) =>
  tries < ENOUGH_TRIES
    ? null
    : suggest(
        'close_lost',
        0.85,
        { reason: `${tries} attempts without an answer`, effect: 'Leaves time for leads that answer' },
        `tries ${tries}`,
      )

const wake: Rule = ({ sleepsUntil, possession }, now) => {
  if (sleepsUntil === null || possession === null) return null
  const days = daysUntil(possession, now)
  if (days < 0 || days > BEFORE_KEYS_DAYS) return null
  return suggest(
    'wake',
    0.8,
    {
      reason: `Gets the keys in ${counted(days, 'day')}`,
      effect: 'Interiors are chosen before the keys come',
    },
    `keys ${possession}`,
  )
}

const sendQuote: Rule = ({ visitAt, sentAt }) =>
  visitAt === null || sentAt !== null
    ? null
    : suggest(
        'send_quote',
        0.75,
        { reason: 'The site was visited, and nothing was sent since', effect: 'The client can decide' },
        `visit ${stamp(visitAt)}`,
      )

const chaseQuote: Rule = ({ sentAt, heardAt, hasPlan }, now) => {
  if (sentAt === null || heardAt !== null || hasPlan) return null
  const days = daysSince(sentAt, now)
  if (days < CHASE_DAYS) return null
  return suggest(
    'chase_quote',
    0.7,
    {
      reason: `No word for ${counted(days, 'day')} after what was sent`,
      effect: 'Brings a yes, a no or a question',
    },
    `sent ${stamp(sentAt)}`,
  )
}

const bookVisit: Rule = ({ contactAt, visitAt, sentAt, hasVisitPlanned, tries, isFarOn }) =>
  contactAt === null ||
  visitAt !== null ||
  hasVisitPlanned ||
  tries >= ENOUGH_TRIES ||
  sentAt !== null ||
  isFarOn
    ? null
    : suggest(
        'book_visit',
        0.6,
        { reason: 'Reached, and no visit is booked', effect: 'A measured home can be quoted' },
        `contact ${stamp(contactAt)}`,
      )

const askField: Rule = ({ missing, status }) =>
  missing === null || status === 'new'
    ? null
    : suggest(
        'ask_field',
        status === 'qualified' ? 0.55 : 0.4,
        { reason: `The ${missing.name} is not known`, effect: 'Converting the lead asks for it' },
        missing.field,
        { field: missing.field },
      )

const reEngage: Rule = ({ lastActivityAt, createdAt, hasPlan, responseDueAt, tries, sentAt }, now) => {
  const days = daysSince(lastActivityAt ?? createdAt, now)
  if (hasPlan || responseDueAt !== null || days < QUIET_DAYS || tries > 0 || sentAt !== null) return null
  return suggest(
    're_engage',
    0.5,
    {
      reason: `Nothing has happened for ${counted(days, 'day')}`,
      effect: 'Shows whether they still want to',
    },
    `quiet ${stamp(lastActivityAt)}`,
  )
}

const AWAKE: readonly Rule[] = [
  call,
  reassign,
  closeLost,
  sendQuote,
  chaseQuote,
  bookVisit,
  askField,
  reEngage,
]

/** What there is to do with an open lead, in no order. `callHint` tells when calls are answered. */
export function suggestionsFor(lead: Situation, now: Date, callHint: string): Suggestion[] {
  const rules = lead.sleepsUntil === null ? AWAKE : [reassign, wake]
  const all = rules.flatMap(rule => rule(lead, now, callHint) ?? [])
  // Two rules may say the same: the one that stands before has more to gain.
  return all.filter(({ kind }, i) => all.findIndex(one => one.kind === kind) === i)
}

import { formatMoneyInFull } from '../../lib/format-money.ts'
import { formatDay } from '../../lib/format-time.ts'
import { consentSentence } from './consent-sentence.ts'
import { fieldWord, type Names, sayValue } from './edit-conflict.ts'
import { CHANNEL_WORDS, type Channel, type HistoryEntry } from './lead.ts'

/** One line of the history: who, what they did, and what stood there before. */
export interface HistorySentence {
  who: string | null
  what: string
  was?: string
}

/** Told by events of their own. */
const TOLD_ELSEWHERE = new Set([
  'stage_id',
  'status',
  'lost_reason',
  'competitor',
  'lost_note',
  'assigned_to',
])

/** An event as a sentence; nothing for what another event tells already. */
export function historySentence(
  entry: Pick<HistoryEntry, 'name' | 'actor' | 'data'>,
  names: Names,
): HistorySentence | null {
  const who = entry.actor?.name ?? null
  const { data } = entry
  switch (entry.name) {
    case 'lead.created':
      return { who, what: who ? 'added this lead' : 'This lead came in' }
    case 'lead.imported':
      return { who, what: who ? 'imported this lead' : 'This lead was imported' }
    case 'lead.updated':
      return editSentence(who, data, names)
    case 'lead.assigned':
      return assignedSentence(who, data, names)
    case 'lead.assignment_failed':
      // Of one that went to the fallback owner the assignment says why.
      return data.owner_id === null
        ? { who: null, what: 'Nobody could take this lead:', was: String(data.reason) }
        : null
    case 'lead.stage_changed':
      return moveSentence(who, data, names)
    case 'lead.converted':
      return {
        who,
        what: `${who ? 'made this lead a client' : 'This lead became a client'}${acceptedWords(data.quote)}${paidWords(data.payment)}`,
      }
    case 'lead.conversion_undone':
      return { who, what: `${who ? 'took' : 'Took'} the conversion back` }
    case 'lead.quote_added':
    case 'lead.quote_changed':
      return quoteSentence(who, entry.name, data)
    case 'lead.payment_corrected':
      return {
        who,
        what: `corrected the booking payment: ${paymentWords(data)}`,
        was: `was ${paymentWords({ currency: data.currency, ...(data.from as object) })}`,
      }
    case 'lead.client_people_chosen':
      return peopleSentence(who, data)
    case 'lead.scored':
      return typeof data.was_band === 'string'
        ? {
            who: null,
            what: `Score is ${data.band} now: ${data.to}`,
            was: `was ${data.was_band}: ${data.from}`,
          }
        : null
    case 'lead.slept':
      return { who, what: `${who ? 'let' : 'Let'} this lead sleep until ${formatDay(String(data.until))}` }
    case 'lead.woke':
      return { who, what: who ? 'woke this lead' : 'This lead woke up' }
    case 'lead.deleted':
      return { who, what: who ? 'deleted this lead' : 'This lead was deleted' }
    case 'lead.restored':
      return { who, what: who ? 'brought this lead back' : 'This lead was brought back' }
    case 'lead.merged':
      return { who, what: `${who ? 'merged' : 'Merged'} another lead into this one` }
    case 'lead.merge_undone':
      return { who, what: who ? 'undid a merge' : 'A merge was undone' }
    case 'lead.merged_away':
      return {
        who,
        what: who ? 'merged this lead into another one' : 'This lead was merged into another one',
      }
    case 'lead.access_requested':
      return { who, what: 'asked for this lead' }
    case 'lead.access_granted':
      return { who, what: 'handed this lead over to whoever asked for it' }
    case 'lead.access_declined':
      return { who, what: 'kept this lead where it was' }
    case 'lead.duplicate_settled':
      return { who, what: settled(data.decision) }
    case 'lead.erased':
      return { who, what: who ? 'erased the person of this lead' : 'The person of this lead was erased' }
    case 'lead.consent_changed':
      return {
        who,
        what: `${data.given === null ? 'took back what was known of' : data.given ? 'recorded an agreement to' : 'recorded an objection to'} ${String(data.purpose).toLowerCase()}${channelWords(data.channel)}`,
      }
    case 'lead.duplicate_found':
      return { who: null, what: 'Another lead with the same contact was found' }
    case 'lead.file_added':
      return { who, what: `added ${data.file_name}` }
    case 'lead.file_removed':
      return { who, what: `deleted ${data.file_name}` }
    case 'lead.file_restored':
      return { who, what: `brought ${data.file_name} back` }
    case 'lead.file_changed':
      return fileSentence(who, data)
    default:
      return null
  }
}

interface ToldLoss {
  reason?: string | null
  competitor?: string
}

const lossWords = ({ reason, competitor }: ToldLoss): string =>
  `${reason ?? 'no reason given'}${competitor === undefined ? '' : `, to ${competitor}`}`

/** Where a further enquiry came from. */
function enquiryWords(
  { source, campaign_id }: { source?: string | null; campaign_id?: number },
  names: Names,
) {
  const campaign = campaign_id === undefined ? undefined : names.campaign?.(campaign_id)
  const from = [source, campaign].filter(Boolean).join(', ')
  return from === '' ? '' : ` (${from})`
}

function moveSentence(who: string | null, data: HistoryEntry['data'], names: Names): HistorySentence {
  const note = typeof data.note === 'string' ? `: “${data.note}”` : ''
  const was = `from ${stageName(data.from, names)}`
  if (typeof data.loss === 'object' && data.loss !== null)
    return { who, what: `${who ? 'lost this lead' : 'Lost'}: ${lossWords(data.loss)}${note}`, was }
  const to = stageName(data.to, names)
  if (typeof data.enquiry === 'object' && data.enquiry !== null && typeof data.was_lost === 'object')
    return {
      who: null,
      what: `Enquired again${enquiryWords(data.enquiry, names)}: reopened to ${to}`,
      was: `after it was lost: ${lossWords(data.was_lost ?? {})}`,
    }
  if (typeof data.was_lost === 'object' && data.was_lost !== null)
    return {
      who,
      what: `${who ? 'reopened this lead' : 'Reopened'} to ${to}${note}`,
      was: `after it was lost: ${lossWords(data.was_lost)}`,
    }
  return { who, what: `${who ? 'moved' : 'Moved'} to ${to}${note}`, was }
}

function editSentence(who: string | null, data: HistoryEntry['data'], names: Names): HistorySentence | null {
  const fields = (Array.isArray(data.fields) ? data.fields : []).filter(
    (field): field is string =>
      typeof field === 'string' && fieldWord(field, names) !== undefined && !TOLD_ELSEWHERE.has(field),
  )
  if (fields.length === 0) return null
  const changes = (data.changes ?? {}) as Record<string, { from: unknown; to: unknown }>
  const [only] = fields
  const change = fields.length === 1 && only ? changes[only] : undefined
  const changed = who ? 'changed' : 'Changed'
  // The firm's own names of fields stay as they are written.
  const word = (field: string) =>
    field.startsWith('custom.') ? fieldWord(field, names) : fieldWord(field, names)?.toLowerCase()
  if (only === 'consent' && change) {
    const what = consentSentence(change)
    return what === null ? null : { who, what: who ? what : what.charAt(0).toUpperCase() + what.slice(1) }
  }
  if (!only || !change) return { who, what: `${changed} ${fields.map(word).join(', ')}` }
  return {
    who,
    what: `${changed} ${word(only)} to ${sayValue(only, change.to, names)}`,
    was: `was ${sayValue(only, change.from, names)}`,
  }
}

function quoteSentence(who: string | null, name: string, data: HistoryEntry['data']): HistorySentence {
  const { version, currency, status } = data
  const code = typeof currency === 'string' ? currency : undefined
  const money = (amount: unknown) => formatMoneyInFull(Number(amount), code)
  const quote = `version ${version} of the quote`
  if (name === 'lead.quote_added') {
    return { who, what: `added ${quote}: ${money(data.amount)}${status === 'sent' ? ', sent' : ''}` }
  }
  const from = (data.from ?? {}) as { amount?: unknown; status?: unknown; is_current?: unknown }
  if (from.status !== status) return { who, what: `marked ${quote} as ${status}`, was: `was ${from.status}` }
  if (from.amount !== data.amount)
    return { who, what: `changed ${quote} to ${money(data.amount)}`, was: `was ${money(from.amount)}` }
  return {
    who,
    what: from.is_current === data.is_current ? `changed ${quote}` : `made ${quote} the current one`,
  }
}

/** With which quote a lead was converted. */
function acceptedWords(quote: unknown): string {
  if (typeof quote !== 'object' || quote === null) return ''
  const { version, amount, currency } = quote as { version: number; amount: number; currency?: string }
  return `, with version ${version} of the quote: ${formatMoneyInFull(amount, currency)}`
}

/** What was paid when a lead was converted. */
function paidWords(payment: unknown): string {
  if (typeof payment !== 'object' || payment === null) return ''
  return `; booking payment of ${paymentWords(payment)}`
}

function paymentWords(payment: object): string {
  const { amount, paid_on, currency } = payment as { amount: number; paid_on: string; currency?: string }
  return `${formatMoneyInFull(amount, currency)} on ${formatDay(paid_on)}`
}

function fileSentence(who: string | null, data: HistoryEntry['data']): HistorySentence {
  const from = (data.from ?? {}) as { name?: unknown }
  if (from.name === data.file_name) return { who, what: `said what ${data.file_name} is` }
  return { who, what: `renamed a file to ${data.file_name}`, was: `was ${from.name}` }
}

function settled(decision: unknown): string {
  if (decision === 'household') return 'noted another lead as the same household'
  if (decision === 'not_duplicate') return 'kept this lead and a similar one apart'
  return decision === 'later' ? 'put a possible duplicate off' : 'has a possible duplicate looked at again'
}

function assignedSentence(
  who: string | null,
  { from, to, from_name, to_name, assignment }: HistoryEntry['data'],
  names: Names,
): HistorySentence {
  const owner = (id: unknown, name: unknown) => {
    if (typeof id !== 'number') return 'nobody'
    return typeof name === 'string' ? name : (names.person?.(id) ?? 'someone')
  }
  const reason = reasonOf(assignment)
  if (reason) return { who, what: `Given to ${owner(to, to_name)} by the rules:`, was: reason }
  return {
    who,
    what: `${who ? 'gave' : 'Given'} this lead to ${owner(to, to_name)}`,
    was: `was with ${owner(from, from_name)}`,
  }
}

/** Who looks after the client from now on, and why where the rules chose. */
function peopleSentence(who: string | null, data: HistoryEntry['data']): HistorySentence {
  const place = (words: string, name: unknown, reason: unknown) =>
    `${words}: ${typeof name === 'string' ? name : 'nobody'}${who === null && typeof reason === 'string' ? ` (${reason})` : ''}`
  return {
    who,
    what: `${who ? 'chose who looks after the client' : 'Proposed by the rules'}:`,
    was: `${place('account owner', data.account_owner_name, data.account_owner_reason)}, ${place('designer', data.designer_name, data.designer_reason)}`,
  }
}

/** Why the rules chose the owner. */
const reasonOf = (assignment: unknown): string | null =>
  typeof assignment === 'object' && assignment !== null && 'reason' in assignment
    ? String(assignment.reason)
    : null

const stageName = (id: unknown, names: Names) =>
  (typeof id === 'number' ? names.stage?.(id) : undefined) ?? 'another stage'

const channelWords = (channel: unknown): string => {
  const words = CHANNEL_WORDS[channel as Channel]
  return words ? ` (${words})` : ''
}

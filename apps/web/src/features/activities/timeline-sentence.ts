import { formatWhen } from '../../lib/format-time.ts'
import { type Activity, type TimelineEntry, TYPE_WORDS } from './activity.ts'

/** One line of the timeline: who, what they did, and what stands behind it in grey. */
export interface TimelineSentence {
  who: string | null
  what: string
  was?: string
}

/** What somebody logged, as a sentence. */
export function activitySentence(activity: Activity): TimelineSentence {
  const who = activity.user?.name ?? null
  const length = activity.duration_s ? lengthOf(activity.duration_s) : null
  return { who, what: [deedOf(activity), length].filter(Boolean).join(', ') }
}

function deedOf({ type, direction, outcome, is_contact }: Activity): string {
  const ended = outcome ? outcome[0]?.toLowerCase() + outcome.slice(1) : null
  const tail = ended && ended !== 'spoke' && ended !== 'sent' && ended !== 'held' ? `: ${ended}` : ''
  switch (type) {
    case 'call':
      if (direction === 'in') return `took a call${tail}`
      return is_contact && (ended === 'spoke' || !ended) ? 'called, spoke' : `called${tail}`
    case 'email':
      return direction === 'in' ? `got an e-mail${tail}` : `sent an e-mail${tail}`
    case 'whatsapp':
      return direction === 'in' ? `got a WhatsApp message${tail}` : `wrote on WhatsApp${tail}`
    case 'sms':
      return direction === 'in' ? `got an SMS${tail}` : `sent an SMS${tail}`
    case 'meeting':
      return `met them${tail}`
    case 'site_visit':
      return `visited the site${tail}`
    case 'note':
      return 'wrote a note'
  }
}

/** `6 min`, `1 h 20 min`, `40 s`. */
export function lengthOf(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** What happened with follow-ups and entries; nothing for events that others tell. */
export function planSentence({ name, actor, data }: TimelineEntry): TimelineSentence | null {
  const who = actor?.name ?? null
  const what = typeof data.title === 'string' ? `“${data.title}”` : planned(data.kind)
  const due = typeof data.due_at === 'string' ? formatWhen(data.due_at) : ''
  switch (name) {
    case 'follow_up.created':
      return {
        who,
        what:
          data.kick_off === true ? `The kick-off planned ${what} for ${due}` : `planned ${what} for ${due}`,
      }
    case 'follow_up.moved':
      return {
        who,
        what: `moved ${what} to ${due}`,
        ...(typeof data.from === 'string' && { was: `was ${formatWhen(data.from)}` }),
      }
    case 'follow_up.done':
      return { who, what: `finished ${what}` }
    case 'follow_up.deleted':
      return {
        who,
        what:
          data.kick_off === true
            ? `The kick-off took ${what} for ${due} back`
            : `took ${what} for ${due} off the list`,
      }
    case 'activity.deleted':
      return { who, what: 'deleted an entry' }
    case 'lead.response_missed':
      return { who: null, what: 'Nobody made the first contact in time' }
    default:
      return null
  }
}

/** What is planned. Events of others have kinds of their own, a file's for one. */
function planned(kind: unknown): string {
  if (kind === 'task') return 'a task'
  const word = Object.entries(TYPE_WORDS).find(([type]) => type === kind)?.[1]
  return word ? article(word) : 'a follow-up'
}

function article(word: string): string {
  const lower = word === 'WhatsApp' ? 'WhatsApp message' : word === 'SMS' ? 'SMS' : word.toLowerCase()
  return /^[aeiou]|^SMS/i.test(lower) ? `an ${lower}` : `a ${lower}`
}

import { type PersonalHolding, rowsOfPerson } from './holding.ts'

/** Facts of an event that are words of the firm or of the product, and never of a person. */
const PLAIN_TEXTS: ReadonlySet<string> = new Set([
  'status',
  'via',
  'kind',
  'type',
  'channel',
  'matched_on',
  'decision',
  'source',
  'currency',
  'due_at',
  'at',
  'reopened_at',
  'paid_on',
  'purpose',
])

/** What somebody said, and from what to what a field changed. */
const DROPPED: ReadonlySet<string> = new Set(['changes', 'note', 'title'])
const MOMENT = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/
/** Stands for words that are gone. */
const GONE = '—'

/** What is left of an event's facts: numbers, moments, yes and no, names of fields, and words that are not the person's. */
export function withoutPerson(data: unknown, name = ''): unknown {
  if (typeof data === 'string') return PLAIN_TEXTS.has(name) || MOMENT.test(data) ? data : GONE
  if (Array.isArray(data)) return name === 'fields' ? data : data.map(one => withoutPerson(one, name))
  if (data === null || typeof data !== 'object') return data
  const kept = Object.entries(data).filter(([key]) => !DROPPED.has(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPerson(value, key)]))
}

const told = rowsOfPerson({
  name: 'history',
  label: 'History',
  table: 'events',
  tells: 't.at, t.name AS what, t.data AS facts',
  order: 't.id',
})

/** The history of a lead: that something happened stays, for the figures; what was said does not. */
export const eventsHolding: PersonalHolding = {
  ...told,
  async erase(tx, { leadIds }) {
    const rows = await tx.rows<{ id: number; data: unknown }>(
      `SELECT id, data FROM events WHERE lead_id = ANY ($1::int[])`,
      [leadIds],
    )
    const after = rows.map(({ id, data }) => ({ id, data: withoutPerson(data) }))
    await tx.rows(
      `UPDATE events e SET data = x.data FROM jsonb_to_recordset($1::jsonb) AS x (id bigint, data jsonb)
       WHERE e.id = x.id AND e.data <> x.data`,
      [JSON.stringify(after)],
    )
  },
}

import type { Statement, Transaction } from '../database/database.ts'

/** A past-tense fact. Ids and plain facts only: never a name, an e-mail, a phone or an address, since the log is kept in clear. */
export interface DomainEvent {
  /** `subject.happened`, at most 60 characters: `lead.assigned`. */
  name: string
  leadId?: number
  /** The user who caused it; absent when the system did. */
  actorId?: number
  data: Record<string, unknown>
  /** When it happened; at the start of the transaction by default. */
  at?: Date
}

/** An event as the log keeps it. */
export interface StoredEvent {
  id: number
  /** Transaction that wrote it: a decimal number. `(txid, id)` is the order in which events are read. */
  txid: string
  name: string
  leadId: number | null
  actorId: number | null
  data: Record<string, unknown>
  /** When it happened: for most the start of the transaction that wrote it. */
  at: Date
}

const waiting = new WeakMap<Transaction, DomainEvent[]>()
const listeners = new Set<() => void>()

/**
 * Announces a fact together with its cause: the event is stored exactly when `tx` commits. All events of a transaction are
 * written together, with COMMIT; readers in this process are woken right after it.
 */
export function publish(tx: Transaction, event: DomainEvent): void {
  const batch = waiting.get(tx)
  if (batch) {
    batch.push(event)
    return
  }
  waiting.set(tx, [event])
  tx.writeLast('events', () => insertOf(waiting.get(tx) ?? []))
  tx.afterCommit(() => {
    for (const listener of listeners) listener()
  })
}

/**
 * Calls `listener` after each commit in this process that stored events. Only a hint that reading the log may pay: with
 * several databases in one process (tests) it is also called for the others.
 * @returns a function that ends the subscription
 */
export function onStored(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Up to so many rows are written as plain values, which takes half the time of arrays; each number of rows is a statement of its own. */
const PLAIN_ROWS = 4
const INSERT = 'INSERT INTO events (name, lead_id, actor_id, data, at)'

const insertOf = (events: readonly DomainEvent[]): Statement => {
  const columns = [
    events.map(event => event.name),
    events.map(event => event.leadId ?? null),
    events.map(event => event.actorId ?? null),
    events.map(event => JSON.stringify(event.data)),
    events.map(event => event.at ?? null),
  ]
  if (events.length <= PLAIN_ROWS)
    return {
      text: `${INSERT} VALUES ${events.map((_, row) => plainRow(row * columns.length)).join(', ')}`,
      values: events.flatMap((_, row) => columns.map(column => column[row])),
    }
  return {
    text: `${INSERT}
      SELECT name, lead_id, actor_id, data::jsonb, coalesce(at, now())
      FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::timestamptz[]) WITH ORDINALITY
        AS e (name, lead_id, actor_id, data, at, n)
      ORDER BY n`,
    values: columns,
  }
}

const plainRow = (before: number): string =>
  `($${before + 1}, $${before + 2}, $${before + 3}, $${before + 4}, coalesce($${before + 5}, now()))`

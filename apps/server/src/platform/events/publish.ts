import type { Transaction } from '../database/database.ts'

/** A past-tense fact. Ids and plain facts only: never a name, an e-mail, a phone or an address, since the log is kept in clear. */
export interface DomainEvent {
  /** `subject.happened`, at most 60 characters: `lead.assigned`. */
  name: string
  leadId?: number
  /** The user who caused it; absent when the system did. */
  actorId?: number
  data: Record<string, unknown>
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
  /** Start of the transaction that wrote it. */
  at: Date
}

const waiting = new WeakMap<Transaction, DomainEvent[]>()
const listeners = new Set<() => void>()

/**
 * Announces a fact together with its cause: the event is stored exactly when `tx` commits. All events of a transaction are
 * written by one INSERT just before COMMIT; readers in this process are woken right after it.
 */
export function publish(tx: Transaction, event: DomainEvent): void {
  const batch = waiting.get(tx)
  if (batch) {
    batch.push(event)
    return
  }
  waiting.set(tx, [event])
  tx.beforeCommit('events', () => write(tx))
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

async function write(tx: Transaction): Promise<void> {
  const events = waiting.get(tx) ?? []
  // From here on a further publish() starts a new batch, so that other work done before COMMIT may announce facts too.
  waiting.delete(tx)
  await tx.rows(
    `INSERT INTO events (name, lead_id, actor_id, data)
     SELECT name, lead_id, actor_id, data::jsonb
     FROM unnest($1::text[], $2::int[], $3::int[], $4::text[]) WITH ORDINALITY AS e (name, lead_id, actor_id, data, n)
     ORDER BY n`,
    [
      events.map(event => event.name),
      events.map(event => event.leadId ?? null),
      events.map(event => event.actorId ?? null),
      events.map(event => JSON.stringify(event.data)),
    ],
    'events.write',
  )
}

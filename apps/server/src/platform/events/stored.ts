import type { StoredEvent } from './publish.ts'

/** Columns of `events e` that make a StoredEvent. */
export const EVENT_COLUMNS = `e.id, e.txid::text AS txid, e.name, e.lead_id AS "leadId", e.actor_id AS "actorId", e.data, e.at`

/** A row of EVENT_COLUMNS on the right side of a LEFT JOIN. */
export type EventRow<Extra> = Extra & (StoredEvent | { [K in keyof StoredEvent]: null })

export function isEvent<Extra>(row: EventRow<Extra>): row is Extra & StoredEvent {
  return row.id !== null
}

import type { Logger } from 'pino'
import type { Connection } from '../database/database.ts'
import type { StoredEvent } from './publish.ts'
import { createReaderLoop } from './reader-loop.ts'
import { EVENT_COLUMNS, type EventRow, isEvent } from './stored.ts'
import type { Wakeups } from './wakeups.ts'

/** New events of one reading, in the order `(txid, id)`. */
export interface TailBatch {
  events: readonly StoredEvent[]
  /** Every event of a transaction below this has been emitted, with this batch or before. */
  cursor: string
}

/**
 * The live reader of an api process. Emits each event once, as soon as its transaction has committed, also when the transaction
 * began long before others that are already emitted.
 */
export interface Tail {
  /**
   * Emits what commits from now on; the next batch is read after `receive` is done. Reads nothing while nobody listens.
   * One listener at a time. Resolves with the cursor at which it starts.
   */
  listen(receive: (batch: TailBatch) => Promise<void>): Promise<string>
  unlisten(): Promise<void>
  /**
   * What was committed by transactions from `cursor` on, in the order `(txid, id)`; may repeat what was emitted already.
   * `reload` when there are more than `limit` events, or the cursor is none of this database.
   */
  catchUp(cursor: string, limit: number): Promise<TailBatch | 'reload'>
}

/** Readings under a stream of commits are at least this far apart. */
const PAUSE_MS = 20

export function createTail(db: Connection, wakeups: Wakeups, log: Pick<Logger, 'error'>): Tail {
  let end = async () => {}

  return {
    async listen(receive) {
      // What a snapshot sees and the one before did not is exactly what committed between: no event twice, none left out, whatever
      // the order of ids, and nothing to remember.
      let snapshot = await readSnapshot(db)
      const loop = createReaderLoop(
        async () => {
          try {
            const next = await readSince(db, snapshot)
            snapshot = next.snapshot
            if (next.events.length > 0) await receive({ events: next.events, cursor: xminOf(snapshot) })
          } catch (error) {
            log.error({ err: error }, 'events: reading the log failed')
          }
        },
        () => PAUSE_MS,
      )
      const unwake = wakeups.on(loop.wake)
      end = async () => {
        unwake()
        await loop.stop()
      }
      return xminOf(snapshot)
    },
    unlisten: () => end(),
    catchUp: (cursor, limit) => catchUp(db, cursor, limit),
  }
}

/** `xmin:xmax:running,…` of PostgreSQL's pg_snapshot. */
function xminOf(snapshot: string): string {
  return snapshot.slice(0, snapshot.indexOf(':'))
}

async function readSnapshot(db: Connection): Promise<string> {
  const [row] = await db.rows<{ snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot')
  if (!row) throw new Error('PostgreSQL gave no snapshot')
  return row.snapshot
}

async function readSince(
  db: Connection,
  since: string,
): Promise<{ events: StoredEvent[]; snapshot: string }> {
  const rows = await db.rows<EventRow<{ snapshot: string }>>(
    `SELECT pg_current_snapshot()::text AS snapshot, ${EVENT_COLUMNS}
     FROM (VALUES (1)) AS always
     LEFT JOIN events e ON e.txid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(e.txid, $1::pg_snapshot)
     ORDER BY e.txid, e.id`,
    [since],
    'events.tail',
  )
  return { events: rows.filter(isEvent), snapshot: rows[0]?.snapshot ?? since }
}

async function catchUp(db: Connection, cursor: string, limit: number): Promise<TailBatch | 'reload'> {
  if (!/^\d{1,18}$/.test(cursor)) return 'reload'
  const rows = await db.rows<EventRow<{ safe: string; isForeign: boolean }>>(
    `SELECT pg_snapshot_xmin(s.now)::text AS safe, pg_snapshot_xmax(s.now) < $1::xid8 AS "isForeign", ${EVENT_COLUMNS}
     FROM (SELECT pg_current_snapshot() AS now) AS s
     LEFT JOIN events e ON e.txid >= $1::xid8
     ORDER BY e.txid, e.id
     LIMIT $2`,
    [cursor, limit + 1],
    'events.catch-up',
  )
  const [first] = rows
  if (!first || first.isForeign || rows.length > limit) return 'reload'
  return { events: rows.filter(isEvent), cursor: first.safe }
}

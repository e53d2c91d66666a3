import type { Connection } from '../database/database.ts'
import { BATCH, type Consumer, IS_NEWS } from './consumer.ts'

/** `held-back`: by a transaction that still runs. `behind`: only events that it does not react to. */
export type Due = 'ready' | 'held-back' | 'behind' | 'nothing'

interface Ahead {
  consumer: string
  seen: number
  readable: number
  due: number
  ready: number
}

/** What waits for each consumer, by its name; those without any event ahead are left out. One statement for all: every commit has them
 *  look. Without a transaction of its own, since one that writes would hold back every consumer. */
export async function look(db: Connection, consumers: readonly Consumer[]): Promise<Map<string, Due>> {
  if (consumers.length === 0) return new Map()
  const rows = await db.rows<Ahead>(
    `SELECT c.name AS consumer, count(*)::int AS seen, count(*) FILTER (WHERE is_readable)::int AS readable,
            count(*) FILTER (WHERE is_due)::int AS due, count(*) FILTER (WHERE is_due AND is_readable)::int AS ready
     FROM unnest($1::text[], $2::text[]) AS w (consumer, names)
     JOIN event_consumers c ON c.name = w.consumer
     CROSS JOIN LATERAL (
       SELECT strpos(w.names, ' ' || e.name || ' ') > 0 AS is_due, e.txid < pg_snapshot_xmin(pg_current_snapshot()) AS is_readable
       FROM events e WHERE (e.txid, e.id) > (c.txid, c.id) AND ${IS_NEWS} ORDER BY e.txid, e.id LIMIT ${BATCH}
     ) AS e
     GROUP BY c.name`,
    [consumers.map(one => one.name), consumers.map(one => ` ${[...one.names].join(' ')} `)],
    'events.look',
  )
  return new Map(rows.map(row => [row.consumer, dueOf(row)]))
}

function dueOf({ seen, readable, due, ready }: Ahead): Due {
  if (ready > 0 || readable === BATCH) return 'ready'
  return due > 0 || seen === BATCH ? 'held-back' : 'behind'
}

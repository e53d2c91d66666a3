import { Gauge, type Registry } from 'prom-client'
import type { Connection } from '../database/database.ts'
import { IS_NEWS } from './consumer.ts'

interface ConsumerState {
  consumer: string
  lagSeconds: number
  failing: number
  parked: number
}

const GAUGES = [
  ['event_consumer_lag_seconds', 'Age of the oldest event that a consumer has not read', 'lagSeconds'],
  ['event_consumer_failing', 'Events that failed and will be tried again', 'failing'],
  ['event_consumer_parked', 'Events that were set aside after too many failures', 'parked'],
] as const

/** Says for each consumer how far behind it is, and how many events failed or were set aside. */
export function registerEventMetrics(registry: Registry, db: Connection): void {
  for (const [name, help, field] of GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: ['consumer'],
      registers: [registry],
      async collect() {
        for (const state of await readStates(db)) this.set({ consumer: state.consumer }, state[field])
      },
    })
  }
}

async function readStates(db: Connection): Promise<ConsumerState[]> {
  return db.rows<ConsumerState>(
    `SELECT c.name AS consumer,
            coalesce(extract(epoch FROM clock_timestamp() - e.at), 0)::float8 AS "lagSeconds",
            (SELECT count(*) FROM event_failures f WHERE f.consumer = c.name AND parked_at IS NULL)::int AS failing,
            (SELECT count(*) FROM event_failures f WHERE f.consumer = c.name AND parked_at IS NOT NULL)::int AS parked
     FROM event_consumers c
     LEFT JOIN LATERAL (
       SELECT at FROM events e WHERE (e.txid, e.id) > (c.txid, c.id) AND ${IS_NEWS} ORDER BY e.txid, e.id LIMIT 1
     ) e ON true`,
  )
}

import { vi } from 'vitest'
import type { Database } from '../src/platform/database/database.ts'

/** Until a consumer has handled every event of a name that was written so far. */
export async function consumed(db: Pick<Database, 'rows'>, consumer: string, event: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const [left] = await db.rows<{ n: number }>(
        `SELECT count(e.id)::int AS n FROM event_consumers c
         LEFT JOIN events e ON (e.txid, e.id) > (c.txid, c.id) AND e.name = $2
         WHERE c.name = $1 GROUP BY c.name`,
        [consumer, event],
      )
      if (!left) throw new Error(`there is no consumer ${consumer}`)
      if (left.n > 0) throw new Error(`${consumer} has ${left.n} of ${event} before it`)
    },
    { interval: 50 },
  )
}

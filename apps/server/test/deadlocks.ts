import type { Database } from '../src/platform/database/database.ts'

/** More than a pool has connections, so that each of them comes to one. */
const STATEMENTS = 30

/** How many transactions PostgreSQL has ended so far because they waited for each other in a circle. */
export async function deadlocks(db: Pick<Database, 'rows'>): Promise<number> {
  // Each connection has counted its own, and tells of them after a statement that asks it to.
  await Promise.all(
    Array.from({ length: STATEMENTS }, () => db.rows('SELECT pg_sleep(0.02), pg_stat_force_next_flush()')),
  )
  const [row] = await db.rows<{ n: number }>(
    'SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()',
  )
  return row?.n ?? 0
}

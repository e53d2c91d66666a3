import type { PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'

/** Advisory locks `(LOCK_CLASS, hash of a worker's id)` say which workers live. */
const LOCK_CLASS = 7461002
const SWEEP_MS = 10_000
/** A worker that lost its connection has this long to take its locks again. */
const GRACE_SECONDS = 15

/**
 * Gives the jobs of dead workers back to the queue. By itself graphile-worker waits four hours before it touches a job whose
 * worker was killed; an import must not. Each worker holds an advisory lock as long as its process lives, and a sweep unlocks jobs
 * whose worker holds none.
 */
export function createLiveness(database: Database, log: Pick<Logger, 'warn'>) {
  const workerIds = new Set<string>()
  let holder: PoolClient | null = null
  let timer: NodeJS.Timeout | undefined
  let sweeping = Promise.resolve()

  async function hold(): Promise<PoolClient> {
    if (holder) return holder
    const client = await database.pool.connect()
    client.once('error', () => lose(client))
    client.once('end', () => lose(client))
    holder = client
    return client
  }

  function lose(client: PoolClient): void {
    if (holder !== client) return
    holder = null
    client.release(true)
  }

  async function sweep(): Promise<void> {
    const client = await hold()
    // Taken again each time: a lock that is held already only counts up, and a new connection has none.
    await client.query('SELECT pg_advisory_lock_shared($1, hashtext(id)) FROM unnest($2::text[]) AS id', [
      LOCK_CLASS,
      [...workerIds],
    ])
    await client.query(
      `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by))
       FROM graphile_worker._private_jobs j
       WHERE locked_at < now() - make_interval(secs => $2)
         AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = $1::int AND l.objsubid = 2
                           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                           AND l.objid = hashtext(j.locked_by)::bigint & 4294967295)
       HAVING count(*) > 0`,
      [LOCK_CLASS, GRACE_SECONDS],
    )
  }

  function sweepSoon(): void {
    sweeping = sweep().catch((error: unknown) =>
      log.warn({ err: error }, 'jobs: looking for dead workers failed'),
    )
  }

  return {
    add(workerId: string): void {
      workerIds.add(workerId)
    },
    /** Also sweeps at once, but before the grace has passed a job killed a moment ago waits for the next sweeps. */
    async start(): Promise<void> {
      await sweep()
      timer = setInterval(sweepSoon, SWEEP_MS)
    },
    async stop(): Promise<void> {
      clearInterval(timer)
      await sweeping
      // Closes the connection, which gives up the locks.
      if (holder) lose(holder)
    },
  }
}

import type { PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'

/** Advisory locks `(LOCK_CLASS, hash of a pool's id)` say which worker pools live. */
const LOCK_CLASS = 7461002
const SWEEP_MS = 10_000
/** A pool that lost its connection has this long to take its lock again. */
const GRACE_SECONDS = 15

/** Gives the jobs of dead processes back to the queue. */
export interface Liveness {
  /** @param poolId under which graphile-worker locks this process's jobs */
  start(poolId: string): Promise<void>
  stop(): Promise<void>
}

/**
 * By itself graphile-worker waits four hours before it touches a job whose process was killed; an import must not. So each process
 * holds an advisory lock as long as its connection lives, and every process now and then unlocks the jobs of those that hold none.
 */
export function createLiveness(database: Database, log: Pick<Logger, 'warn'>): Liveness {
  let poolId = ''
  let holder: PoolClient | null = null
  let timer: NodeJS.Timeout | undefined
  let sweeping = Promise.resolve()

  async function hold(): Promise<void> {
    if (holder) return
    const client = await database.pool.connect()
    await client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [LOCK_CLASS, poolId])
    holder = client
    const lose = () => {
      if (holder !== client) return
      drop()
      sweepSoon()
    }
    client.once('error', lose)
    client.once('end', lose)
  }

  /** Closes the connection, which gives up the lock. */
  function drop(): void {
    const client = holder
    holder = null
    client?.release(true)
  }

  async function sweep(): Promise<void> {
    await hold()
    await database.rows(
      `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT j.locked_by))
       FROM graphile_worker._private_jobs j
       WHERE j.locked_at < now() - make_interval(secs => $2)
         AND hashtext(j.locked_by)::bigint & 4294967295 NOT IN (
           SELECT l.objid::bigint FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
           WHERE l.locktype = 'advisory' AND l.classid = $1::int AND l.objsubid = 2 AND l.granted)
       HAVING count(*) > 0`,
      [LOCK_CLASS, GRACE_SECONDS],
    )
  }

  function sweepSoon(): void {
    sweeping = sweeping
      .then(sweep)
      .catch((error: unknown) => log.warn({ err: error }, 'jobs: looking for dead processes failed'))
  }

  return {
    async start(id) {
      poolId = id
      await sweep()
      timer = setInterval(sweepSoon, SWEEP_MS)
    },
    async stop() {
      clearInterval(timer)
      await sweeping
      drop()
    },
  }
}

import type { Connection } from '../../../platform/database/database.ts'
import type { SystemHealth } from './system.schemas.ts'

/** Up to so many rows are counted one by one; beyond, the estimate of the database is told. */
const COUNTED = 10_000

const FIRST_OF = (days: number) =>
  `(date_trunc('day', $1::timestamptz AT TIME ZONE $2) - interval '${days - 1} days') AT TIME ZONE $2`

/** Who may sign in, and who of them was there. */
export async function readPeople(db: Connection, at: Date, zone: string): Promise<SystemHealth['people']> {
  const [row] = await db.rows<SystemHealth['people']>(
    `SELECT count(*) AS active, count(*) FILTER (WHERE last_seen_at >= ${FIRST_OF(1)}) AS seen_today,
       count(*) FILTER (WHERE last_seen_at >= ${FIRST_OF(7)}) AS seen_this_week
     FROM users WHERE is_active`,
    [at, zone],
  )
  return row ?? { active: 0, seen_today: 0, seen_this_week: 0 }
}

/** Sign-ins of the last fourteen days by the calendar of the firm, those without any as well. */
export function readSignIns(db: Connection, at: Date, zone: string): Promise<SystemHealth['sign_ins']> {
  return db.rows(
    `WITH days AS (SELECT day::date AS day FROM generate_series(date_trunc('day', $1::timestamptz AT TIME ZONE $2) - interval '13 days',
         date_trunc('day', $1::timestamptz AT TIME ZONE $2), interval '1 day') AS day),
       tries AS (SELECT (at AT TIME ZONE $2)::date AS day, action FROM audit_logs
         WHERE action IN ('signed_in', 'failed_sign_in') AND at >= ${FIRST_OF(14)})
     SELECT to_char(d.day, 'YYYY-MM-DD') AS day, count(*) FILTER (WHERE t.action = 'signed_in') AS signed_in,
       count(*) FILTER (WHERE t.action = 'failed_sign_in') AS failed
     FROM days d LEFT JOIN tries t USING (day) GROUP BY d.day ORDER BY d.day`,
    [at, zone],
  )
}

/** How much is kept. */
export async function readRecords(db: Connection): Promise<SystemHealth['records']> {
  const [row] = await db.rows<SystemHealth['records']>(
    `SELECT ${counted('leads', 'WHERE deleted_at IS NULL')} AS leads, ${counted('activities', 'WHERE deleted_at IS NULL')} AS activities,
       pg_database_size(current_database()) AS database_bytes`,
  )
  return row ?? { leads: 0, activities: 0, database_bytes: 0 }
}

function counted(table: string, where: string): string {
  return `(SELECT CASE WHEN few.n < ${COUNTED} THEN few.n
      ELSE greatest(few.n, (SELECT reltuples::bigint FROM pg_class WHERE oid = '${table}'::regclass)) END
    FROM (SELECT count(*) AS n FROM (SELECT FROM ${table} ${where} LIMIT ${COUNTED}) AS first_ones) AS few)`
}

/** The queue: kinds and numbers, never what a job was about or why it failed. */
export async function readJobs(db: Connection): Promise<SystemHealth['jobs']> {
  const [[row], failing] = await Promise.all([
    db.rows<Omit<SystemHealth['jobs'], 'failing'>>(
      `SELECT count(*) FILTER (WHERE is_due) AS waiting,
         coalesce(floor(extract(epoch FROM now() - min(run_at) FILTER (WHERE is_due))), 0)::int AS oldest_wait_seconds,
         count(*) FILTER (WHERE locked_at IS NOT NULL) AS running,
         count(*) FILTER (WHERE locked_at IS NULL AND attempts > 0 AND attempts < max_attempts) AS retrying,
         count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts) AS given_up
       FROM (SELECT *, locked_at IS NULL AND attempts < max_attempts AND run_at <= now() AS is_due FROM graphile_worker.jobs) AS j`,
    ),
    db.rows<{ name: string; count: number }>(
      `SELECT task_identifier AS name, count(*) AS count FROM graphile_worker.jobs
       WHERE locked_at IS NULL AND attempts > 0 GROUP BY task_identifier ORDER BY count(*) DESC, task_identifier LIMIT 10`,
    ),
  ])
  const none = { waiting: 0, oldest_wait_seconds: 0, running: 0, retrying: 0, given_up: 0 }
  return { ...(row ?? none), failing }
}

/** Files that were brought in during the last seven days. */
export async function readImports(db: Connection, at: Date): Promise<SystemHealth['imports']> {
  const [row] = await db.rows<SystemHealth['imports']>(
    `SELECT count(*) FILTER (WHERE status IN ('queued', 'running', 'undoing')) AS running, count(*) FILTER (WHERE status = 'done') AS done,
       count(*) FILTER (WHERE status = 'failed') AS failed, coalesce(sum(rows_done), 0) AS rows, coalesce(sum(refused), 0) AS refused
     FROM lead_imports WHERE created_at >= $1::timestamptz - interval '7 days'
       AND status IN ('queued', 'running', 'undoing', 'done', 'failed')`,
    [at],
  )
  return row ?? { running: 0, done: 0, failed: 0, rows: 0, refused: 0 }
}

/** What the last proof of the figures of reports found; null before the first. */
export async function readProof(db: Connection): Promise<SystemHealth['proof']> {
  const [row] = await db.rows<{ at: Date; leads: number; wrong_leads: number; wrong_cells: number }>(
    `SELECT proved_at AS at, proved_leads AS leads, wrong_leads, wrong_cells FROM report_rollups WHERE proved_at IS NOT NULL`,
  )
  return row ? { ...row, at: row.at.toISOString() } : null
}

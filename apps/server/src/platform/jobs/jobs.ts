import type { Logger } from 'pino'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Transaction } from '../database/database.ts'

/** What a running job knows of its run. */
export interface JobRun {
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** Of this job in the queue; stays the same over its attempts. */
  jobId: string
  /** 1 for the first. */
  attempt: number
  isLastAttempt: boolean
  /** Aborts some seconds after a stop was asked for: a long job then leaves off at its next safe point and throws. */
  signal: AbortSignal
}

export interface JobSpec<S extends TSchema> {
  /** `subject-verb`, unique: `leads-import`. */
  name: string
  /** Of the payload, checked when the job is added and again before it runs. Ids only: payloads are kept in clear. */
  schema: S
  /** How often it is tried in all, 1 to 25; the waits between grow exponentially from a few seconds. */
  maxAttempts: number
  /** Jobs with the same queue run one after the other; none by default. Use few names. */
  queue?: string
  /** Two waiting jobs with the same key are one. May be overridden by `addJob`. */
  key?: (payload: Static<S>) => string
  /** Also runs at these times (minute hour day month weekday, UTC), with `{}` as payload. Times missed while down are not made up for. */
  cron?: string
  /** Runs at least once per job, so it must be safe to repeat from any point. */
  run(payload: Static<S>, run: JobRun): Promise<void>
  /** Called after the last attempt failed: tell whoever waits for the result. May be called again if the process dies in it. */
  onFailed(payload: Static<S>, error: unknown, run: JobRun): Promise<void>
}

/** A kind of job. Its payload is of type P. */
export interface Job<P> {
  readonly name: string
  readonly maxAttempts: number
  readonly queue: string | undefined
  readonly cron: string | undefined
  key(payload: P): string | undefined
  /** @throws JobPayloadError naming what is wrong, without the value. */
  check(payload: unknown): P
  run(payload: P, run: JobRun): Promise<void>
  onFailed(payload: P, error: unknown, run: JobRun): Promise<void>
}

/** A payload that does not fit its job's schema: a mistake in the program. */
export class JobPayloadError extends Error {
  override readonly name = 'JobPayloadError'
}

export function defineJob<S extends TSchema>(spec: JobSpec<S>): Job<Static<S>> {
  const validator = Compile(spec.schema)
  return {
    name: spec.name,
    maxAttempts: spec.maxAttempts,
    queue: spec.queue,
    cron: spec.cron,
    key: payload => spec.key?.(payload),
    check(payload) {
      const [first] = validator.Check(payload) ? [] : validator.Errors(payload)
      if (first) throw new JobPayloadError(`job ${spec.name}: payload${first.instancePath} ${first.message}`)
      return payload as Static<S>
    },
    run: (payload, run) => spec.run(payload, run),
    onFailed: (payload, error, run) => spec.onFailed(payload, error, run),
  }
}

export interface AddJobOptions {
  /** Not before; now by default. */
  runAt?: Date
  key?: string
  /**
   * What happens to a waiting job with the same key. `replace` (default): it takes the new payload and time, so a stream of calls
   * postpones it. `preserve_run_at`: it takes the payload and keeps its time. `unsafe_dedupe`: the new one is dropped, even when
   * the old one is running already.
   */
  keyMode?: 'replace' | 'preserve_run_at' | 'unsafe_dedupe'
}

/**
 * Adds a job that exists exactly when `tx` commits.
 *
 * For what happens a few times a second at most: graphile-worker sends a NOTIFY with every job, and transactions with a NOTIFY
 * commit one at a time in the whole server. On a hot path publish an event and react to it with a consumer (decision 0002).
 * @throws JobPayloadError
 */
export async function addJob<P>(
  tx: Transaction,
  job: Job<P>,
  payload: P,
  options: AddJobOptions = {},
): Promise<void> {
  const checked = job.check(payload)
  await tx.rows(
    `SELECT FROM graphile_worker.add_job($1, $2::json, queue_name => $3, run_at => $4, max_attempts => $5, job_key => $6, job_key_mode => $7)`,
    [
      job.name,
      JSON.stringify(checked),
      job.queue ?? null,
      options.runAt ?? null,
      job.maxAttempts,
      options.key ?? job.key(checked) ?? null,
      options.keyMode ?? 'replace',
    ],
    'jobs.add',
  )
}

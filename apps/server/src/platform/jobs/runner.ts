import { EventEmitter } from 'node:events'
import {
  Logger as GraphileLogger,
  type JobHelpers,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import type { Job, JobRun } from './jobs.ts'
import { createLiveness } from './liveness.ts'

type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export interface JobsOptions {
  database: Database
  log: Log
  /** Jobs run at the same time by this process. Default 4. */
  concurrency?: number
  /** How often due jobs are looked for, since only new ones are announced. Milliseconds, default 2,000. */
  pollMs?: number
}

/** Runs the jobs of this process, in the worker role. */
export interface Jobs {
  /** Before `start`. @throws Error when the name is taken */
  register(...jobs: Job<unknown>[]): void
  start(): Promise<void>
  /** Takes no new jobs and waits for the running ones; those still running after `withinMs` (default 10,000) are given back to the queue. */
  stop(withinMs?: number): Promise<void>
}

/** Brings the queue's own tables (schema `graphile_worker`) up to date. Part of the migration step. */
export async function migrateJobs(database: Database, log: Log): Promise<void> {
  await runMigrations({ pgPool: database.pool, logger: graphileLogger(log) })
}

export function createJobs({ database, log, concurrency = 4, pollMs = 2000 }: JobsOptions): Jobs {
  const jobs = new Map<string, Job<unknown>>()
  const liveness = createLiveness(database, log)
  let runner: Runner | null = null

  return {
    register(...added) {
      for (const job of added) {
        if (jobs.has(job.name)) throw new Error(`two jobs are named ${job.name}`)
        jobs.set(job.name, job)
      }
    },

    async start() {
      const events: WorkerEvents = new EventEmitter()
      const poolId = new Promise<string>(resolve => {
        events.once('pool:create', ({ workerPool }) => resolve(workerPool.id))
      })
      runner = await run({
        pgPool: database.pool,
        logger: graphileLogger(log),
        events,
        concurrency,
        pollInterval: pollMs,
        noHandleSignals: true,
        taskList: tasksOf(jobs.values(), log),
        parsedCronItems: cronItemsOf(jobs.values()),
        // Batches are waited for when stopping; without them a stop may leave a job that is done in the queue.
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      })
      runner.promise.catch((error: unknown) => log.error({ err: error }, 'jobs: the runner stopped'))
      await liveness.start(await poolId)
    },

    async stop(withinMs = 10_000) {
      const stopping = runner
      runner = null
      if (stopping) {
        const late = setTimeout(() => {
          log.warn('jobs: giving back jobs that are still running')
          stopping.kill('stop took too long').catch(() => {})
        }, withinMs)
        await stopping
          .stop()
          .catch((error: unknown) => log.warn({ err: error }, 'jobs: stopped with an error'))
        clearTimeout(late)
      }
      await liveness.stop()
    },
  }
}

function tasksOf(jobs: Iterable<Job<unknown>>, log: Log): TaskList {
  const tasks: TaskList = {}
  for (const job of jobs) tasks[job.name] = (payload, helpers) => runJob(job, payload, helpers, log)
  return tasks
}

async function runJob(job: Job<unknown>, payload: unknown, helpers: JobHelpers, log: Log): Promise<void> {
  const { id, attempts, max_attempts } = helpers.job
  const run: JobRun = {
    log,
    jobId: String(id),
    attempt: attempts,
    isLastAttempt: attempts >= max_attempts,
    signal: helpers.abortSignal,
  }
  const checked = job.check(withoutCron(payload))
  try {
    await job.run(checked, run)
  } catch (error) {
    log.warn({ err: error, job: job.name, jobId: id, attempt: attempts }, 'job failed')
    if (run.isLastAttempt) await job.onFailed(checked, error, run)
    throw withoutDetails(error)
  }
}

/** Scheduled jobs carry the time they were due; the schema does not know of it. */
function withoutCron(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || !('_cron' in payload)) return payload
  const { _cron, ...rest } = payload
  return rest
}

/** The queue stores an error's message in clear, and messages may quote a contact detail: keep only what kind it was, of what cause, and
 *  where it came up. */
function withoutDetails(error: unknown): Error {
  const cause = error instanceof Error && error.cause !== undefined ? `, of ${kindOf(error.cause)}` : ''
  return new Error(`${kindOf(error)}${cause}${placeOf(error)}, see the log`)
}

function kindOf(error: unknown): string {
  const kind = error instanceof Error ? error.name : 'Error'
  const hasCode = typeof error === 'object' && error !== null && 'code' in error
  return hasCode ? `${kind} ${String(error.code)}` : kind
}

/** File and line, as its stack tells them. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '').replace(error.message, '') : ''
  const frame = stack
    .split('\n')
    .filter(line => /^ {4}at /.test(line) && !line.includes('node:'))
    .map(line => /([\w.-]+\/[\w.-]+:\d+):\d+\)?$/.exec(line)?.[1])
    .find(place => place !== undefined)
  return frame === undefined ? '' : ` at ${frame}`
}

function cronItemsOf(jobs: Iterable<Job<unknown>>) {
  const items = [...jobs].flatMap(({ name, cron, maxAttempts, queue }) =>
    cron === undefined ? [] : [{ task: name, match: cron, options: optionsOf(name, maxAttempts, queue) }],
  )
  return parseCronItems(items)
}

/** A scheduled run that still waits is not joined by a second one. */
function optionsOf(name: string, maxAttempts: number, queueName: string | undefined) {
  const options = { maxAttempts, jobKey: `cron:${name}`, jobKeyMode: 'preserve_run_at' as const }
  return queueName === undefined ? options : { ...options, queueName }
}

function graphileLogger(log: Log): GraphileLogger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const
  return new GraphileLogger(scope => (level, message) => log[levels[level]](scope, `jobs: ${message}`))
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Transaction } from './database.ts'
import type { DB } from './generated/tables.ts'
import { kyselyWithin } from './kysely.ts'
import { sendTo } from './statement.ts'

const ATTEMPTS = 4
/** serialization_failure, deadlock_detected */
const WORTH_REPEATING = new Set(['40001', '40P01'])

/** See `Database.inTransaction`. */
export async function runTransaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
  log: Pick<Logger, 'error'>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(pool, work, log)
    } catch (error) {
      if (attempt === ATTEMPTS || !isWorthRepeating(error)) throw error
      // Those that collided must not collide again: wait differently long.
      await sleep(Math.random() * 20 * 2 ** attempt)
    }
  }
}

async function attemptOnce<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
  log: Pick<Logger, 'error'>,
): Promise<T> {
  const client = await pool.connect()
  const scope = openScope(client)
  // Not awaited: it travels with the first statement. Should it fail, so does every statement after it.
  const begun = client.query('BEGIN')
  begun.catch(() => {})
  let result: T
  try {
    result = await work(scope.tx)
    await scope.runBeforeCommit()
    await begun
    await commit(client)
  } catch (error) {
    scope.close()
    await rollBack(client)
    throw error
  }
  scope.close()
  client.release()
  scope.runAfterCommit(log)
  return result
}

/** A failed statement whose error was swallowed leaves a transaction that COMMIT answers with a rollback: that is an error here. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT')
  if (command !== 'COMMIT')
    throw new Error('the transaction was rolled back, since a statement in it had failed')
}

/** Gives the connection back clean, or drops it when it cannot be cleaned. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}

function openScope(client: PoolClient) {
  let isOpen = true
  let kysely: Kysely<DB> | undefined
  const before = new Map<string, () => Promise<void>>()
  const after: (() => void)[] = []

  /** A statement sent after the end would run outside of any transaction, on a connection that belongs to someone else by then. */
  const mustBeOpen = () => {
    if (!isOpen) throw new Error('this transaction has ended: something in it was not awaited')
  }

  const tx: Transaction = {
    get kysely() {
      mustBeOpen()
      kysely ??= kyselyWithin(client)
      return kysely
    },
    async rows(text, values, name) {
      mustBeOpen()
      return sendTo(client, text, values, name)
    },
    beforeCommit: (key, callback) => before.set(key, callback),
    afterCommit: callback => after.push(callback),
  }

  return {
    tx,
    close() {
      isOpen = false
    },
    /** What runs here may register more. */
    async runBeforeCommit() {
      while (before.size > 0) {
        const callbacks = [...before.values()]
        before.clear()
        // Started in order, awaited together: what each sends travels without waiting for the answers before it.
        await Promise.all(callbacks.map(callback => callback()))
      }
    },
    runAfterCommit(log: Pick<Logger, 'error'>) {
      for (const callback of after) {
        try {
          callback()
        } catch (error) {
          log.error({ err: error }, 'database: something that follows a commit failed')
        }
      }
    },
  }
}

function isWorthRepeating(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && WORTH_REPEATING.has(String(error.code))
  )
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { Statement, Transaction } from './database.ts'
import type { DB } from './generated/tables.ts'
import { joined, joinedName } from './joined-statement.ts'
import { kyselyWithin } from './kysely.ts'
import { sendTogether } from './send-together.ts'
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
  sendTogether(client)
  // Not awaited: it travels with the first statement. Should it fail, so does every statement after it.
  const begun = client.query('BEGIN')
  begun.catch(() => {})
  let result: T
  try {
    result = await work(scope.tx)
    await finish(client, begun, scope.last())
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

/** Sends the last statement and COMMIT together. When anything before failed, COMMIT answers with a rollback: also where that error
 *  was swallowed, and that is an error here. */
async function finish(
  client: PoolClient,
  begun: Promise<unknown>,
  last: Statement | undefined,
): Promise<void> {
  sendTogether(client)
  const written = last && client.query({ ...joinedName(last), values: last.values as unknown[] })
  const committed = client.query('COMMIT')
  committed.catch(() => {})
  await begun
  await written
  if ((await committed).command !== 'COMMIT')
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
  const lastWrites = new Map<string, () => Statement>()
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
    writeLast: (key, make) => lastWrites.set(key, make),
    afterCommit: callback => after.push(callback),
  }

  return {
    tx,
    close() {
      isOpen = false
    },
    last: () => joined([...lastWrites.values()].map(make => make())),
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

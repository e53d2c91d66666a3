import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import { Conversation } from './conversation.ts'
import type { Statement, Transaction } from './database.ts'
import type { DB } from './generated/tables.ts'
import { joined, joinedName } from './joined-statement.ts'
import { kyselyWithin } from './kysely.ts'

/** Thrown where what was read before a wait is not so any more: the work begins again, as where PostgreSQL ended it. */
export class StartAgain extends Error {
  /** As PostgreSQL calls a serialization_failure. */
  readonly code = '40001'
}

const ATTEMPTS = 4
/** serialization_failure, deadlock_detected */
const WORTH_REPEATING = new Set(['40001', '40P01'])

const BEGIN = { text: 'BEGIN', values: [], name: 'begin' }
const COMMIT = { text: 'COMMIT', values: [], name: 'commit' }

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
  const conversation = client.query(new Conversation())
  const scope = openScope(conversation)
  // Not awaited: it travels with the first statement. Should it fail, so does every statement after it.
  conversation.ask(BEGIN).catch(() => {})
  let result: T
  try {
    result = await work(scope.tx)
    await finish(conversation, scope.last())
  } catch (error) {
    scope.close()
    conversation.end()
    await rollBack(client)
    throw error
  }
  scope.close()
  client.release()
  scope.runAfterCommit(log)
  return result
}

/** Sends the last statement and COMMIT together. Where anything before failed, also where that error was swallowed, both fail. */
async function finish(conversation: Conversation, last: Statement | undefined): Promise<void> {
  const written = last && conversation.ask({ ...joinedName(last), values: last.values })
  const committed = conversation.ask(COMMIT)
  conversation.end()
  await Promise.all([written, committed, conversation.ended])
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

function openScope(conversation: Conversation) {
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
      kysely ??= kyselyWithin(conversation)
      return kysely
    },
    async rows<R>(text: string, values: readonly unknown[] = [], name?: string) {
      mustBeOpen()
      const { rows } = await conversation.ask({ text, values, name })
      return rows as R[]
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

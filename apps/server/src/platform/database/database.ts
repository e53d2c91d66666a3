import type { Kysely } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { DB } from './generated/tables.ts'
import { kyselyOn } from './kysely.ts'
import { sendPlanned, sendTo } from './statement.ts'
import { runTransaction } from './transaction.ts'
import { parsers } from './types.ts'

export { StartAgain } from './transaction.ts'

/** Something SQL can be sent to: the database itself, or a transaction. */
export interface Connection {
  readonly kysely: Kysely<DB>
  /**
   * Sends one statement and gives its rows.
   * @param name makes it a prepared statement, read once per connection; PostgreSQL decides whether to plan it for the values each time. The same name must
   *   always go with the same text
   */
  rows<T>(text: string, values?: readonly unknown[], name?: string): Promise<T[]>
}

/** One statement: its text with `$1`, `$2` …, and what stands for them. */
export interface Statement {
  text: string
  values: readonly unknown[]
}

/** What is written here becomes visible to others as a whole, or not at all. */
export interface Transaction extends Connection {
  /** Runs after a successful commit. Not awaited: nothing here can fail the transaction any more. */
  afterCommit(callback: () => void): void
  /**
   * What is written last: `make` is called when all else is done. The statements of all keys (each an INSERT, UPDATE or DELETE) are
   * joined into one, which travels together with COMMIT; none sees what another writes. A further call with the same key replaces
   * the one before.
   */
  writeLast(key: string, make: () => Statement): void
}

export interface Database extends Connection {
  readonly pool: pg.Pool
  /** Where it is: for a thread, which needs connections of its own. */
  readonly url: string
  /**
   * Sends one statement by a plan that is made once for each connection, whatever the values: for texts of which there are few, whose plan serves any
   * values and takes as long to make as to carry out.
   */
  plannedRows<T>(text: string, values: readonly unknown[]): Promise<T[]>
  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it throws.
   * It runs again from the start, up to three more times, when PostgreSQL found that it cannot stand beside others (deadlock, serialization
   * failure), so it must do nothing outside the transaction; that is what `afterCommit` is for.
   */
  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Waits for what is running, then closes all connections. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** postgres://… */
  url: string
  /** Most connections at once for transactions, and as many for all else; 10 by default. */
  max?: number
  log: Pick<Logger, 'warn' | 'error'>
}

/**
 * Opens the connections, each made when first needed. Transactions have a pool of their own: what is read outside of a transaction while it
 * waits (names, stages, settings) always finds a connection, else as many transactions as there are connections would wait for
 * each other until they time out.
 */
export function openDatabase({ url, max = 10, log }: DatabaseOptions): Database {
  const open = (isPipelined: boolean) => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      types: parsers,
      // Statements are sent without waiting for the answers before them; a transaction does that by itself, in one conversation.
      pipeline: isPipelined,
      application_name: 'optimwalls',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
    })
    // A connection that breaks must not end the process, neither idle (the pool makes a new one) nor in use (its statement fails).
    pool.on('error', error => log.warn({ err: error }, 'database: an idle connection was lost'))
    pool.on('connect', client => client.on('error', () => {}))
    return pool
  }
  const pool = open(true)
  const transactions = open(false)

  return {
    pool,
    url,
    kysely: kyselyOn(pool),
    rows: (text, values, name) => sendTo(pool, text, values, name),
    plannedRows: (text, values) => sendPlanned(pool, text, values),
    inTransaction: work => runTransaction(transactions, work, log),
    async close() {
      await Promise.all([pool.end(), transactions.end()])
    },
  }
}

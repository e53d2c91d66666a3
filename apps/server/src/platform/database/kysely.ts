import { Kysely, type PostgresCursor, PostgresDialect, type PostgresQueryResult } from 'kysely'
import type { Pool } from 'pg'
import type { Conversation } from './conversation.ts'
import type { DB } from './generated/tables.ts'

/** Kysely over the pool that everything else uses. */
export function kyselyOn(pool: Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

/** Kysely inside a transaction; it never gives the connection back, for whoever took it does. */
export function kyselyWithin(conversation: Conversation): Kysely<DB> {
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: string | object, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error('a transaction sends no cursors')
    return conversation.ask({ text, values })
  }
  return new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: { connect: async () => ({ query, release: () => {} }), end: async () => {}, options: {} },
    }),
  })
}

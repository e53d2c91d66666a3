import { Kysely, PostgresDialect } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { DB } from './generated/tables.ts'

/** Kysely over the pool that everything else uses. */
export function kyselyOn(pool: Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

/** Kysely bound to one client inside a transaction; it never gives the client back, for whoever took it does. */
export function kyselyWithin(client: PoolClient): Kysely<DB> {
  const lent = new Proxy(client, {
    get(target, property) {
      if (property === 'release') return () => {}
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: { connect: async () => lent, end: async () => {}, options: {} },
    }),
  })
}

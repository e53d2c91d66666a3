import { randomBytes } from 'node:crypto'
import pg from 'pg'
import pino from 'pino'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/platform/database/database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of the run; the database in `url` is migrated and nobody is connected to it. */
    postgres: { url: string; superuserUrl: string }
  }
}

/** A database of its own for a test file, gone when it is closed. */
export interface TestDatabase {
  /** For the role that the product runs as. */
  url: string
  database: Database
  close(): Promise<void>
}

/** @param empty a database that no migration has touched */
export async function openTestDatabase({ empty = false, max = 10 } = {}): Promise<TestDatabase> {
  const { url, superuserUrl } = inject('postgres')
  const { user, database: template } = new pg.Client({ connectionString: url })
  const name = `test_${randomBytes(6).toString('hex')}`
  const run = async (sql: string) => {
    const admin = new pg.Client({ connectionString: superuserUrl })
    await admin.connect()
    await admin.query(sql).finally(() => admin.end())
  }
  await run(`CREATE DATABASE ${name} OWNER ${user} TEMPLATE ${empty ? 'template0' : template}`)
  const own = url.replace(`/${template}?`, `/${name}?`)
  const database = openDatabase({ url: own, max, log: pino({ level: 'silent' }) })
  return {
    url: own,
    database,
    async close() {
      await database.close()
      await run(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

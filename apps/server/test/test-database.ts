import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import pino from 'pino'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/platform/database/database.ts'
import { startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { migrateJobs } from '../src/platform/jobs/runner.ts'
import { MIGRATIONS, onDatabase, TEMPLATE } from './template.ts'

/** Logs nothing; TEST_LOG=debug shows everything. */
export const quiet = pino({ level: process.env.TEST_LOG ?? 'silent' })

/** A database of one's own. */
export interface TestDatabase {
  database: Database
  url: string
  /** Closes the pool and drops the database. */
  close(): Promise<void>
}

export interface TestDatabaseOptions {
  /** Most connections at once; 10 by default. */
  max?: number
  /** Without any table. */
  isEmpty?: boolean
  /** On a server of its own: for whoever holds a transaction open for long. Readers of events in all databases of a server wait for it. */
  isApart?: boolean
}

/**
 * Makes a migrated database without data, on the server that serves the whole run. Call it in `beforeAll` and close it in `afterAll`.
 */
export async function testDatabase({
  max = 10,
  isEmpty = false,
  isApart = false,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  if (isApart) return serverApart(max)
  const server = inject('databaseServer')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asSuperuser(
    server.superuserUrl,
    // A copy of its files takes a third of what a copy through the log takes.
    `CREATE DATABASE ${name} OWNER optimwalls TEMPLATE ${isEmpty ? 'template1' : TEMPLATE} STRATEGY file_copy`,
  )
  const url = onDatabase(server.url, name)
  const database = openDatabase({ url, max, log: quiet })
  return {
    database,
    url,
    async close() {
      await database.close()
      await asSuperuser(server.superuserUrl, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function serverApart(max: number): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'optimwalls-apart-'))
  const server = await startEmbedded({ dataDir, log: quiet, settings: { fsync: 'off' } })
  const database = openDatabase({ url: server.url, max, log: quiet })
  await migrate(database, MIGRATIONS, quiet)
  await migrateJobs(database, quiet)
  return {
    database,
    url: server.url,
    async close() {
      await database.close()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function asSuperuser(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

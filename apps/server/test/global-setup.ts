import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/platform/database/database.ts'
import { startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { migrateJobs } from '../src/platform/jobs/runner.ts'
import { MIGRATIONS, onDatabase, TEMPLATE } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one server of this run: where a superuser makes databases, and where the application's role uses them. */
    databaseServer: { superuserUrl: string; url: string }
  }
}

/** One PostgreSQL for the whole run, with a migrated database that every test file gets a copy of. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'optimwalls-test-'))
  const log = pino({ level: 'silent' })
  const server = await startEmbedded({
    dataDir,
    log,
    settings: {
      // Nothing here outlives the run.
      fsync: 'off',
      full_page_writes: 'off',
      shared_buffers: '128MB',
      max_connections: '300',
      // As much may be logged of a test as it takes to understand it.
      log_error_verbosity: 'default',
    },
  })
  const admin = openDatabase({ url: server.superuserUrl, log })
  await admin.rows(`CREATE DATABASE ${TEMPLATE} OWNER optimwalls`)
  await admin.close()
  const template = openDatabase({ url: onDatabase(server.url, TEMPLATE), log })
  await migrate(template, MIGRATIONS, log)
  await migrateJobs(template, log)
  await template.close()
  project.provide('databaseServer', { superuserUrl: server.superuserUrl, url: server.url })
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

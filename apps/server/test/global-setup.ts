import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../src/platform/database/database.ts'
import { startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'

const MIGRATIONS = join(import.meta.dirname, '../migrations')

/** One PostgreSQL server for all test files of a run. Its own database is migrated once; each test copies it. */
export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), 'server-tests-'))
  const log = pino({ level: 'warn' })
  const server = await startEmbedded({ dataDir, log })
  const template = openDatabase({ url: server.url, log })
  await migrate(template, MIGRATIONS, log)
  await template.close()
  project.provide('postgres', { url: server.url, superuserUrl: server.superuserUrl })
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

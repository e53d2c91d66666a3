import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { type Database, openDatabase } from '../database/database.ts'
import { startEmbedded } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'

export const quiet = pino({ level: 'silent' })

export interface TestDatabase {
  database: Database
  url: string
  close(): Promise<void>
}

/** A migrated database on a server of its own. */
export async function testDatabase(max = 10): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'optimwalls-test-'))
  const server = await startEmbedded({ dataDir, log: quiet })
  const database = openDatabase({ url: server.url, max, log: quiet })
  await migrate(database, fileURLToPath(new URL('../../../migrations/', import.meta.url)), quiet)
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

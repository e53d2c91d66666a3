import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import type { Logger } from 'pino'
import { StartError } from '../config/start-error.ts'
import type { Database } from './database.ts'

/** Any number that nobody else uses: two processes that start at once take turns. */
const LOCK = 7461001

/** A migration that cannot be applied. The message is one sentence that names the file. */
export class MigrationError extends StartError {
  override readonly name = 'MigrationError'
}

/**
 * Applies the SQL files of a folder that have not been applied yet, in the order of their names, each in one transaction. Forward only.
 * @param beforeFirst runs before the first of them, when there are any
 * @returns the names of the files applied now
 * @throws MigrationError
 */
export async function migrate(
  database: Pick<Database, 'pool'>,
  folder: string,
  log: Pick<Logger, 'info'>,
  beforeFirst: () => Promise<void> = async () => {},
): Promise<string[]> {
  const files = await readMigrations(folder)
  const client = await database.pool.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    const waiting = files.slice(await countApplied(client, files))
    if (waiting.length > 0) await beforeFirst()
    for (const file of waiting) {
      await apply(client, file)
      log.info({ migration: file.name }, 'database: migrated')
    }
    return waiting.map(file => file.name)
  } finally {
    // Closing the connection gives up the lock, whatever state it is in.
    client.release(true)
  }
}

interface Migration {
  name: string
  sql: string
  checksum: string
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async name => {
      // Line ends differ between machines that check the same file out.
      const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** How many of the files are applied already. They must be the first ones, unchanged. */
async function countApplied(client: PoolClient, files: readonly Migration[]): Promise<number> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       name       varchar(100) PRIMARY KEY,
       checksum   text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
  )
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations ORDER BY name COLLATE "C"',
  )
  for (const [i, applied] of rows.entries()) {
    const file = files[i]
    if (!files.some(({ name }) => name === applied.name)) {
      throw new MigrationError(
        `The database was migrated by a newer version (${applied.name} is not known here): start that version.`,
      )
    }
    if (file?.name !== applied.name) {
      throw new MigrationError(
        `Migration ${file?.name} must come after ${applied.name}, which is applied already.`,
      )
    }
    if (file.checksum !== applied.checksum) {
      throw new MigrationError(
        `Migration ${file.name} was changed after it had been applied: put it back and add a new one.`,
      )
    }
  }
  return rows.length
}

async function apply(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(sql)
    await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationError(`Migration ${name} failed: ${reason}.`, { cause: error })
  }
}

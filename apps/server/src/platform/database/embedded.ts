import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import { cannotWrite, StartError } from '../config/start-error.ts'
import { keepAppendOnly, openAppendOnly } from './append-only.ts'
import { accountFor } from './embedded/account.ts'
import { prepareCluster, SUPERUSER } from './embedded/cluster.ts'
import { lockInstance } from './embedded/instance-lock.ts'
import { stopOrphan } from './embedded/orphan.ts'
import { reachSocket } from './embedded/place.ts'
import { startPostmaster } from './embedded/postmaster.ts'
import { findPrograms } from './embedded/programs.ts'

/** The application's database, and the role that owns it and may do nothing outside it. */
const NAME = 'optimwalls'

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedDatabase {
  /** For the application's role: it owns its database and is no superuser. */
  url: string
  /** For tests, which make databases of their own. */
  superuserUrl: string
  /** Lets the application's role add to these tables and no more. */
  keepAppendOnly(tables: readonly string[]): Promise<void>
  /** Gives them back to it, for migrations. */
  openAppendOnly(tables: readonly string[]): Promise<void>
  /** Close all pools before. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Absolute. The database lies in `postgres` in it. */
  dataDir: string
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** The server ended without being asked to: nothing can be served any more. */
  onLost?: () => void
  /** Settings of PostgreSQL over ours, for tests. */
  settings?: Record<string, string>
}

/**
 * Starts PostgreSQL 18 from npm on the data of the folder, which is made when missing. It listens on a Unix socket inside its own folder
 * and nowhere else. What a killed process left running there is stopped first.
 * @throws StartError
 */
export async function startEmbedded({
  dataDir,
  log,
  onLost = () => {},
  settings = {},
}: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = join(dataDir, 'postgres')
  const unlock = lockInstance(dataDir)
  try {
    const account = accountFor(cluster)
    const programs = findPrograms(account)
    await stopOrphan(cluster)
    await prepareCluster(cluster, programs, account)
    const postmaster = await startPostmaster({ cluster, programs, account, settings, log, onLost })
    const socket = reachSocket(cluster)
    const urlOf = (user: string, database: string) => urlAt(socket.folder, user, database)
    const superuserUrl = urlOf(SUPERUSER, 'postgres')
    await makeDatabase(superuserUrl)
    const inside = { superuserUrl: urlOf(SUPERUSER, NAME), role: NAME }
    return {
      url: urlOf(NAME, NAME),
      superuserUrl,
      keepAppendOnly: tables => keepAppendOnly({ ...inside, tables }),
      openAppendOnly: tables => openAppendOnly({ ...inside, tables }),
      async stop() {
        await postmaster.stop()
        socket.forget()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw cannotWrite(error, cluster)
  }
}

/**
 * The database of the folder, to read in it beside the server that runs on it; started for the while where none does.
 * @throws StartError also when there is no database yet
 */
export async function reachEmbedded(
  options: Pick<EmbeddedOptions, 'dataDir' | 'log'>,
): Promise<Pick<EmbeddedDatabase, 'url' | 'stop'>> {
  const cluster = join(options.dataDir, 'postgres')
  if (!existsSync(cluster)) throw new StartError(`There is no database in DATA_DIR (${options.dataDir}).`)
  const socket = reachSocket(cluster)
  const url = urlAt(socket.folder, NAME, NAME)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return { url, stop: async () => socket.forget() }
  } catch {
    socket.forget()
    return await startEmbedded(options)
  } finally {
    await client.end().catch(() => {})
  }
}

function urlAt(folder: string, user: string, database: string): string {
  return `postgres://${user}@/${database}?host=${encodeURIComponent(folder)}`
}

/** Safe to repeat from any point: a start may be killed between the two. */
async function makeDatabase(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
      [NAME],
    )
    if (!rows[0]?.role) await client.query(`CREATE ROLE ${NAME} LOGIN`)
    if (!rows[0]?.database) await client.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`)
  } finally {
    await client.end()
  }
}

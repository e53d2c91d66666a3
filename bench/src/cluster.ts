import pg from 'pg'
import { startEmbedded } from '../../apps/server/src/platform/database/embedded.ts'
import { createLog } from '../../apps/server/src/platform/http/log.ts'

/** A database of the measurements' own PostgreSQL. */
export interface BenchDatabase {
  /** For the role that the product runs as. */
  url: string
  superuserUrl: string
}

/** The PostgreSQL server of the measurements: the embedded one, set up as the product sets it up. */
export interface Cluster {
  /** Makes the database when it is missing. */
  database(name: string): Promise<BenchDatabase>
  drop(name: string): Promise<void>
  stop(): Promise<void>
}

export async function startCluster(folder: string): Promise<Cluster> {
  const server = await startEmbedded({ dataDir: folder, log: createLog('warn') })
  const admin = new pg.Client({ connectionString: server.superuserUrl })
  await admin.connect()
  const owner = connection(server.url)
  return {
    async database(name) {
      const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name])
      if (!rowCount) await admin.query(`CREATE DATABASE ${name} OWNER ${owner.user}`)
      return { url: urlOf(owner, name), superuserUrl: urlOf(connection(server.superuserUrl), name) }
    },
    async drop(name) {
      await admin.query(`DROP DATABASE ${name}`)
    },
    async stop() {
      await admin.end()
      await server.stop()
    },
  }
}

/** What `pg` itself makes of the server's address. */
const connection = (connectionString: string) => new pg.Client({ connectionString })

/** An address that passes as DATABASE_URL: the host in it stands in for the socket behind. */
const urlOf = ({ user, host }: Pick<pg.Client, 'user' | 'host'>, database: string) =>
  `postgres://${user}@socket/${database}?host=${encodeURIComponent(host)}`

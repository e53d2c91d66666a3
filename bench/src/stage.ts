import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createCrypto } from '../../apps/server/src/platform/crypto/crypto.ts'
import { parseKeyRing } from '../../apps/server/src/platform/crypto/key-ring.ts'
import { type Product, startProduct } from '../../scripts/lib/product.ts'
import { type BenchDatabase, type Cluster, startCluster } from './cluster.ts'
import { loadLeads } from './load/load-leads.ts'
import { seeded } from './random.ts'
import { signInViewers, type Viewer } from './viewers.ts'
import { startYardstick } from './yardstick/start.ts'

/** Product and yardstick, running on the same database with as many leads as asked for. */
export interface Stage {
  product: Product
  yardstick: { url: string }
  database: pg.Pool
  viewers: Viewer[]
  /** Resolves when nothing is left to do of what was written: no statement runs, and the figures that are kept have followed, also those of the
   *  yardstick's own rows. */
  untilIdle(): Promise<void>
  close(): Promise<void>
}

/** Kept between runs: loading a million leads takes minutes. */
const FOLDER = resolve('data/bench')
const CLUSTER = join(FOLDER, 'cluster')

/** Raised when what is loaded changes, so that no run takes a database of before. */
const LOAD = 4

/** What creating adds before the database is made anew. */
const MOST_LEADS = 1.1

/** A database kept from before may have migrations ahead of it that build indexes over all its leads. */
const MIGRATED_WITHIN_MS = 30 * 60_000

export async function openStage(leads: number, say: (line: string) => void): Promise<Stage> {
  await mkdir(CLUSTER, { recursive: true })
  const encryptionKeys = await readKeys()
  const cluster = await startCluster(CLUSTER)
  const opened: { stop(): unknown }[] = [cluster]
  const close = async () => {
    for (const part of opened.reverse()) await part.stop()
  }
  try {
    const { url } = await filledDatabase(cluster, leads, encryptionKeys, say)
    const product = await start(url, encryptionKeys)
    opened.push(product)
    const yardstick = await startYardstick(url)
    opened.push(yardstick)
    const database = new pg.Pool({ connectionString: url, max: 2 })
    opened.push({ stop: () => database.end() })
    const viewers = await signInViewers(product.url, database)
    await untilRolledUp(database)
    return { product, yardstick, database, viewers, untilIdle: () => untilIdle(database), close }
  } catch (error) {
    await close()
    throw error
  }
}

const start = (databaseUrl: string, encryptionKeys: string) =>
  startProduct({
    dataDir: join(FOLDER, 'product'),
    env: {
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEYS: encryptionKeys,
      DEMO: 'on',
      LOG_LEVEL: 'error',
      // Receivers of webhooks are on this machine.
      WEBHOOKS_HTTP: 'on',
      WEBHOOKS_PRIVATE: 'on',
    },
    readyWithinMs: MIGRATED_WITHIN_MS,
  })

const LOOK_EVERY_MS = 50

async function untilIdle(database: pg.Pool): Promise<void> {
  const atWork = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
  const isBehind =
    'SELECT WHERE EXISTS (SELECT FROM lead_count_deltas) OR EXISTS (SELECT FROM report_changes)'
  while ((await database.query(atWork)).rowCount || (await database.query(isBehind)).rowCount)
    await sleep(LOOK_EVERY_MS)
}

/** Until reports are answered from what is kept, as on any day but the first. */
async function untilRolledUp(database: pg.Pool): Promise<void> {
  const isWhole = 'SELECT FROM report_rollups WHERE is_whole AND NOT EXISTS (SELECT FROM report_changes)'
  while (!(await database.query(isWhole)).rowCount) await sleep(LOOK_EVERY_MS)
}

/** A database for each number of leads, so that runs of different sizes stand side by side. */
async function filledDatabase(
  cluster: Cluster,
  leads: number,
  encryptionKeys: string,
  say: (line: string) => void,
): Promise<BenchDatabase> {
  const name = `bench_${LOAD}_${leads}`
  const kept = await cluster.database(name)
  const present = await countLeads(kept.url)
  if (present >= leads && present <= leads * MOST_LEADS) return kept
  if (present > leads * MOST_LEADS) await cluster.drop(name)
  say(`filling ${name} …`)
  const fresh = await cluster.database(name)
  // The product itself migrates the database and brings the demo firm.
  await (await start(fresh.url, encryptionKeys)).stop()
  const crypto = createCrypto(parseKeyRing(encryptionKeys))
  await loadLeads({ url: fresh.superuserUrl, crypto, leads, random: seeded(leads), say })
  return fresh
}

/** Living leads or none, where there is no such table yet. */
async function countLeads(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ exists: boolean }>(
      "SELECT to_regclass('leads') IS NOT NULL AS exists",
    )
    if (!rows[0]?.exists) return 0
    const counted = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM leads')
    return counted.rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}

async function readKeys(): Promise<string> {
  const file = join(FOLDER, 'bench-keys')
  return readFile(file, 'utf8').catch(async () => {
    const key = () => randomBytes(32).toString('base64')
    const keys = `k1:${key()},hash:${key()}`
    await writeFile(file, keys, { mode: 0o600 })
    return keys
  })
}

import pg from 'pg'
import type { Crypto } from '../../../apps/server/src/platform/crypto/crypto.ts'
import type { Random } from '../random.ts'
import { insertBatch } from './insert-batch.ts'
import { inventLead } from './invent-lead.ts'
import { readPlaces } from './places.ts'
import { withoutIndexes } from './without-indexes.ts'
import { writeActivities } from './write-activities.ts'
import { writeConversions } from './write-conversions.ts'

export interface LoadOptions {
  /** A database that the product has migrated and filled with the demo firm; the product must not be running on it. */
  url: string
  crypto: Crypto
  /** How many leads there shall be, the demo firm's included. */
  leads: number
  random: Random
  say: (line: string) => void
}

const BATCH = 5_000
const TWO_YEARS_MS = 2 * 365 * 24 * 60 * 60 * 1_000

/** Fills the database up to the number of leads, past the product's own doors but leaving what they would have left. */
export async function loadLeads({ url, crypto, leads, random, say }: LoadOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ present: number; first: number }>(
      'SELECT count(*)::int AS present, coalesce(max(id), 0) + 1 AS first FROM leads',
    )
    const { present = 0, first = 1 } = rows[0] ?? {}
    const missing = leads - present
    if (missing <= 0) return
    const startedAt = performance.now()
    // No triggers, no look at foreign keys: what they would do for each row is done for all of them below.
    await client.query("SET session_replication_role = 'replica'")
    await client.query("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'")
    await withoutIndexes(client, async () => {
      await insertAll(client, { crypto, random, first, missing, say })
      await writeHistory(client, first)
      await writeActivities(client, first)
      await writeConversions(client, first)
    })
    await settle(client, first)
    say(`loaded ${missing} leads in ${Math.round((performance.now() - startedAt) / 1_000)} s`)
  } finally {
    await client.end()
  }
}

interface Insertion extends Pick<LoadOptions, 'crypto' | 'random' | 'say'> {
  first: number
  missing: number
}

/** Two years of leads, the newest with the highest ids. */
async function insertAll(
  client: pg.Client,
  { crypto, random, first, missing, say }: Insertion,
): Promise<void> {
  const place = await readPlaces(client)
  const now = Date.now()
  for (let done = 0; done < missing; done += BATCH) {
    const size = Math.min(BATCH, missing - done)
    const batch = Array.from({ length: size }, (_, i) => {
      const lead = inventLead(random)
      const age = TWO_YEARS_MS * (1 - (done + i + 1) / missing)
      return {
        ...lead,
        ...place(lead.project_type, random),
        id: first + done + i,
        created_at: new Date(now - Math.floor(age)),
      }
    })
    await insertBatch(client, crypto, batch)
    if ((done / BATCH) % 20 === 19) say(`  ${done + size} of ${missing} leads`)
  }
}

async function writeHistory(client: pg.Client, first: number): Promise<void> {
  // Through the stages of its pipeline, one after the other; what was lost had come as far as its id says.
  await client.query(
    `INSERT INTO stage_history (lead_id, from_stage_id, to_stage_id, user_id, at, stayed)
     SELECT id, lag(stage_id) OVER path, stage_id, created_by, created_at + (n - 1) * stay, CASE WHEN n > 1 THEN stay END
     FROM (SELECT l.id, s.id AS stage_id, l.created_by, l.created_at, row_number() OVER path AS n,
         (l.stage_entered_at - l.created_at) / greatest(1, count(*) OVER (PARTITION BY l.id) - 1) AS stay
       FROM leads l JOIN stages here ON here.id = l.stage_id JOIN stages s ON s.pipeline_id = l.pipeline_id AND (s.id = here.id
         OR s.category NOT IN ('converted', 'lost') AND s.position < CASE here.category WHEN 'lost' THEN 2 + l.id % 3 ELSE here.position END)
       WHERE l.id >= $1 WINDOW path AS (PARTITION BY l.id ORDER BY s.position)) AS steps
     WINDOW path AS (PARTITION BY id ORDER BY n)`,
    [first],
  )
  await client.query(
    `INSERT INTO events (name, lead_id, actor_id, data, at)
     SELECT 'lead.created', id, created_by, jsonb_build_object('status', status), created_at FROM leads WHERE id >= $1`,
    [first],
  )
}

/** Leaves the database as days of quiet work would: counts folded, events handled, statistics fresh. */
async function settle(client: pg.Client, first: number): Promise<void> {
  await client.query("SELECT setval(pg_get_serial_sequence('leads', 'id'), (SELECT max(id) FROM leads))")
  await client.query(
    `INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month)
     SELECT 1, coalesce(budget, 0), coalesce(team_id, 0), coalesce(assigned_to, 0), status, stage_id, source, project_type,
            campaign_id, lower(location), date_trunc('month', created_at AT TIME ZONE 'UTC')::date
     FROM leads WHERE id >= ${Number(first)}`,
  )
  await client.query('SELECT fold_lead_counts()')
  await client.query(
    `INSERT INTO lead_ranks (lead_id, score, priority, created_at, board_stage)
     SELECT id, coalesce(score, -1), priority, created_at, board_stage_of(stage_id, status, sleeps_until) FROM leads WHERE id >= ${Number(first)}`,
  )
  // The product keeps the figures of reports anew when it starts.
  await client.query(
    'TRUNCATE report_leads, report_cells, report_passages, report_spreads, report_deeds, report_deed_cells, report_changes',
  )
  await client.query('UPDATE report_rollups SET up_to = 0, is_whole = false')
  await client.query(
    'UPDATE event_consumers SET txid = pg_snapshot_xmin(pg_current_snapshot()), since = pg_current_snapshot()',
  )
  await client.query('VACUUM (ANALYZE)')
  await client.query('CHECKPOINT')
}

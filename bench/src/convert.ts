import { signIn } from '../../scripts/lib/demo-people.ts'
import { openLeadsOf, pipelineOf } from './pipelines.ts'
import type { Stage } from './stage.ts'
import { withReceiver } from './webhooks.ts'

const LEADS = 5
/** Of each lead: it is converted, taken back, and converted again. */
const ROUNDS = 60
const ENTRIES = 5000
const FILES = 200
/** What the first conversions after the start take is no news of the conversion. */
const WARM_UP = 20

/** How long the conversion of leads with a long history takes, in milliseconds. */
export interface ConvertTimes {
  entries: number
  files: number
  conversions: number
  /** Conversions that the system outside had heard of by the end. */
  told: number
  p50: number
  p95: number
  p99: number
}

/** Converts leads with 5,000 timeline entries and 200 files, one at a time, while a system outside is told of each. */
export const measureConvert = (stage: Stage, say: (line: string) => void): Promise<ConvertTimes> =>
  withReceiver(stage, async (_id, receiver) => ({ ...(await measure(stage, say)), told: receiver.arrived() }))

async function measure(stage: Stage, say: (line: string) => void): Promise<Omit<ConvertTimes, 'told'>> {
  const { product, database, viewers } = stage
  const viewer = viewers.find(({ person }) => person === 'employee')
  if (!viewer) throw new Error('nobody to convert leads of')
  const { id: pipelineId } = await pipelineOf(database, null)
  const ids = (await openLeadsOf(database, viewer, pipelineId)).toSorted((a, b) => a - b).slice(-LEADS)
  say(`giving ${ids.length} leads ${ENTRIES} timeline entries and ${FILES} files each …`)
  await giveHistory(stage, ids, viewer.userId)
  await stage.untilIdle()
  const headers = {
    cookie: await signIn(product.url, 'admin'),
    origin: product.url,
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ fields: { budget: 1_200_000, project_type: 'residential' } })
  async function send(path: string, init: RequestInit, expected: number): Promise<void> {
    const answer = await fetch(`${product.url}${path}`, { method: 'POST', headers, ...init })
    const text = await answer.text()
    if (answer.status !== expected) throw new Error(`${path} answered ${answer.status}: ${text}`)
  }
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const id of ids) {
      const began = performance.now()
      await send(`/crm/leads/${id}/convert`, { body }, 201)
      times.push(performance.now() - began)
      const { 'content-type': _, ...bare } = headers
      await send(`/crm/leads/${id}/convert/undo`, { headers: bare }, 200)
    }
  }
  const sorted = times.slice(WARM_UP).toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return {
    entries: ENTRIES,
    files: FILES,
    conversions: sorted.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  }
}

/** Half of the entries are logged activities, half are events. What is there from an earlier run stays. */
async function giveHistory({ database }: Stage, ids: readonly number[], userId: number): Promise<void> {
  await database.query(
    `INSERT INTO activities (lead_id, type, note, is_contact, user_id, happened_at)
     SELECT id, 'note', 'Measured wall ' || n, false, $2, now() - make_interval(mins => n)
     FROM unnest($1::int[]) AS id CROSS JOIN generate_series(1, $3::int) AS n
     WHERE (SELECT count(*) FROM activities a WHERE a.lead_id = id) < $3`,
    [ids, userId, ENTRIES / 2],
  )
  await database.query(
    `INSERT INTO events (name, lead_id, data, at)
     SELECT 'lead.file_changed', l.id, jsonb_build_object('owner_id', l.assigned_to, 'team_id', l.team_id), now() - make_interval(mins => n)
     FROM leads l CROSS JOIN generate_series(1, $2::int) AS n
     WHERE l.id = ANY ($1::int[]) AND (SELECT count(*) FROM events e WHERE e.lead_id = l.id) < $2`,
    [ids, ENTRIES / 2],
  )
  await database.query(
    `INSERT INTO lead_files (lead_id, name, kind, type, bytes, storage_key, uploaded_by, stored_at)
     SELECT id, 'Wall ' || n || '.png', 'photo', 'image/png', 1000, 'bench-' || id || '-' || n, $2, now()
     FROM unnest($1::int[]) AS id CROSS JOIN generate_series(1, $3::int) AS n ON CONFLICT DO NOTHING`,
    [ids, userId, FILES],
  )
}

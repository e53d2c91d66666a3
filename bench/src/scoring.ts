import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { signIn } from '../../scripts/lib/demo-people.ts'
import { openLeadsOf, pipelineOf } from './pipelines.ts'
import { seeded } from './random.ts'
import type { Stage } from './stage.ts'

const CALLS = 100
/** Requests in a second, beside which all leads are scored anew. */
const PACE = 100
const QUIET_SECONDS = 10
const PATIENCE_MS = 10 * 60_000

/** What scoring all open leads took, and what requests that were answered meanwhile felt of it. */
export interface Rescored {
  leads: number
  seconds: number
  /** 95th percentile of the list at a fixed pace, in milliseconds, just before and meanwhile. */
  quiet: number
  meanwhile: number
}

/** How soon a score follows, and what scoring all leads costs. */
export interface ScoringTimes {
  /** From the answer to a logged call to the new score on an open page, in milliseconds; calls after which none came. */
  shown: { p50: number; p95: number; never: number }
  /** As every night: most scores stay. */
  nightly: Rescored
  /** After other weights: hardly any stays. */
  otherWeights: Rescored
}

export async function measureScoring(stage: Stage, say: (line: string) => void): Promise<ScoringTimes> {
  say('scoring all leads once …')
  await askToRescore(stage)
  await rescored(stage)
  await stage.untilIdle()
  say('scores after calls …')
  const shown = await measureShown(stage)
  say('scoring all leads beside requests …')
  const nightly = await measureRescoring(stage, () => askToRescore(stage))
  const otherWeights = await measureRescoring(stage, () => shiftWeights(stage, 10))
  await shiftWeights(stage, -10)
  await rescored(stage)
  return { shown, nightly, otherWeights }
}

/** Calls that clients made are logged one by one; each changes the score of its lead. */
async function measureShown({ product, database, viewers }: Stage): Promise<ScoringTimes['shown']> {
  const viewer = viewers.find(({ person }) => person === 'employee')
  if (!viewer) throw new Error('nobody to log calls')
  const { id: pipelineId } = await pipelineOf(database, null)
  const ids = await openLeadsOf(database, viewer, pipelineId)
  const random = seeded(Date.now())
  const scores = new Map<number, number | null>()
  const socket = await open(product.url, viewer.cookie)
  let heard: (() => void) | undefined
  let awaited = 0
  socket.on('lead', ({ lead }: { lead: { id: number; score: number | null } }) => {
    if (lead.id === awaited && lead.score !== scores.get(lead.id)) heard?.()
  })
  const delays: number[] = []
  try {
    for (let call = 0; call < CALLS; call += 1) {
      awaited = random.pick(ids)
      const { rows } = await database.query('SELECT score FROM leads WHERE id = $1', [awaited])
      scores.set(awaited, rows[0]?.score)
      const isHeard = new Promise<number>(resolve => {
        heard = () => resolve(performance.now())
      })
      const answer = await fetch(`${product.url}/crm/activities`, {
        method: 'POST',
        headers: { cookie: viewer.cookie, origin: product.url, 'content-type': 'application/json' },
        body: JSON.stringify({ lead_id: awaited, type: 'call', direction: 'in', outcome: 'Interested' }),
      })
      const answered = performance.now()
      if (!answer.ok) throw new Error(`a call was refused: ${await answer.text()}`)
      // A score at its end stays where it is.
      const at = await Promise.race([isHeard, sleep(5000, null)])
      if (at !== null) delays.push(Math.max(0, at - answered))
    }
  } finally {
    socket.disconnect()
  }
  if (delays.length < CALLS / 2) throw new Error('most calls changed no score')
  const never = CALLS - delays.length
  return { p50: percentile(delays, 0.5), p95: percentile(delays, 0.95), never }
}

async function measureRescoring(stage: Stage, begin: () => Promise<unknown>): Promise<Rescored> {
  await stage.untilIdle()
  const quiet = await paced(stage, sleep(QUIET_SECONDS * 1000))
  const began = performance.now()
  await begin()
  const end = rescored(stage).then(() => performance.now())
  const meanwhile = await paced(stage, end)
  const { rows } = await stage.database.query(
    "SELECT count(*)::int AS n FROM leads WHERE deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified')",
  )
  return { leads: rows[0].n, seconds: ((await end) - began) / 1000, quiet, meanwhile }
}

const askToRescore = ({ database }: Stage) =>
  database.query("SELECT FROM graphile_worker.add_job('scoring-rescore')")

/** Until no scoring of all leads is waiting or under way. */
async function rescored({ database }: Stage): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  const waiting = `SELECT FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier IN ('scoring-rescore', 'scoring-due')`
  while ((await database.query(waiting)).rowCount) {
    if (performance.now() > end) throw new Error('not all leads were scored')
    await sleep(250)
  }
}

/** Has the budget count for more, or less. */
async function shiftWeights({ product }: Stage, by: number): Promise<void> {
  const headers = {
    cookie: await signIn(product.url, 'admin'),
    origin: product.url,
    'content-type': 'application/json',
  }
  const url = `${product.url}/crm/settings/scoring`
  const settings = (await (await fetch(url, { headers })).json()) as {
    attributes: { name: string; weight: number }[]
  }
  for (const one of settings.attributes) if (one.name === 'budget') one.weight += by
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(settings) })
  if (!answer.ok) throw new Error(`settings were refused: ${await answer.text()}`)
}

/** Asks for the list of leads so many times a second until `end`, without waiting for answers.
 *  @returns the 95th percentile of the answers, in milliseconds */
async function paced({ product, viewers }: Stage, end: Promise<unknown>): Promise<number> {
  const cookie = viewers[0]?.cookie ?? ''
  const times: number[] = []
  const asked: Promise<void>[] = []
  let isOver = false
  const over = end.finally(() => {
    isOver = true
  })
  const ask = async () => {
    const began = performance.now()
    const answer = await fetch(`${product.url}/crm/leads?limit=50`, { headers: { cookie } })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`the list answered ${answer.status}`)
    times.push(performance.now() - began)
  }
  for (let next = performance.now(); !isOver; next += 1000 / PACE) {
    await sleep(Math.max(0, next - performance.now()))
    asked.push(ask())
  }
  await over
  await Promise.all(asked)
  return percentile(times, 0.95)
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * share)] ?? 0
}

async function open(url: string, cookie: string): Promise<Socket> {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie, origin: url },
  })
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

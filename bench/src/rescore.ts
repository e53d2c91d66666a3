import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../../scripts/lib/demo-people.ts'
import { percentile } from './percentile.ts'
import type { Stage } from './stage.ts'

/** Requests in a second, beside which all leads are scored anew. */
const PACE = 100
const QUIET_SECONDS = 10
const PATIENCE_MS = 10 * 60_000

/** What scoring all open leads took, and what requests that were answered meanwhile felt of it. */
export interface Rescored {
  what: string
  leads: number
  seconds: number
  /** 95th percentile of the list at a fixed pace, in milliseconds: just before and just after, and meanwhile. */
  quiet: number
  meanwhile: number
}

/** Scores all open leads again and again, beside requests at a fixed pace: as every night, when most scores stay, and after other
 *  weights, when hardly any does. */
export async function measureRescore(
  stage: Stage,
  rounds: number,
  say: (line: string) => void,
): Promise<Rescored[]> {
  say('scoring all leads once …')
  await askToRescore(stage)
  await rescored(stage)
  const outcomes: Rescored[] = []
  for (let round = 0; round < rounds; round += 1) {
    outcomes.push(await measureRound(stage, 'as every night', () => askToRescore(stage)))
    const by = round % 2 === 0 ? 10 : -10
    outcomes.push(await measureRound(stage, 'after other weights', () => shiftWeights(stage, by)))
  }
  if (rounds % 2 === 1) await shiftWeights(stage, -10)
  await rescored(stage)
  return outcomes
}

async function measureRound(stage: Stage, what: string, begin: () => Promise<unknown>): Promise<Rescored> {
  const quiet = async () => {
    await stage.untilIdle()
    return paced(stage, sleep((QUIET_SECONDS * 1000) / 2))
  }
  const before = await quiet()
  const began = performance.now()
  await begin()
  const end = rescored(stage).then(() => performance.now())
  const meanwhile = await paced(stage, end)
  const seconds = ((await end) - began) / 1000
  const after = await quiet()
  const { rows } = await stage.database.query(
    "SELECT count(*)::int AS n FROM leads WHERE deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified')",
  )
  return {
    what,
    leads: rows[0].n,
    seconds,
    quiet: percentile([...before, ...after], 0.95),
    meanwhile: percentile(meanwhile, 0.95),
  }
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
 *  @returns what each answer took, in milliseconds */
async function paced({ product, viewers }: Stage, end: Promise<unknown>): Promise<number[]> {
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
  return times
}

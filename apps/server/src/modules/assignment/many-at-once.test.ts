import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deadlocks } from '../../../test/deadlocks.ts'
import { ended, startImport } from '../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Plan, Strategy } from './assignment.schemas.ts'

const PATIENT = { interval: 50, timeout: 240_000 }
const LEADS = 1000
/** Who send them, each the next when one is taken: as many requests are under way all the time. */
const SENDERS = 50

let firm: LeadApp
let admin: Client
/** Salespeople of Pune. */
let pune: number[]

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  const { salespeople, teams } = firm.staff
  pune = salespeople.filter(({ teamId }) => teamId === teams.puneId).map(({ id }) => id)
})
afterAll(() => firm.close())

async function save(
  user_ids: readonly number[],
  strategy: readonly Strategy[],
  conditions: Plan['rules'][number]['conditions'] = {},
): Promise<void> {
  const { version } = (await admin.get<Plan>('/crm/assignment')).json
  const rule = { name: 'Flood', is_active: true, conditions, team_id: null, user_ids, strategy }
  const answer = await admin.put('/crm/assignment', {
    ...{ is_on: true, keeps_owner: true, takes_back: false, most_takes: 2, version },
    ...{ fallback_owner_id: firm.staff.adminId, rules: [rule] },
  })
  expect(answer.status, answer.text).toBe(200)
}

/** Who got the leads of a source, one after the other. */
const givenTo = async (source: string) =>
  (
    await firm.db.rows<{ to: number }>(
      `SELECT (e.data->>'to')::int AS to FROM events e JOIN leads l ON l.id = e.lead_id
       WHERE e.name = 'lead.assigned' AND l.source = $1 ORDER BY e.txid, e.id`,
      [source],
    )
  ).map(({ to }) => to)

async function openWork(): Promise<Map<number, number>> {
  const rows = await firm.db.rows<{ id: number; n: number }>(
    `SELECT assigned_to AS id, count(*)::int AS n FROM leads
     WHERE assigned_to IS NOT NULL AND deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified') GROUP BY 1`,
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

const ON_LEAVE = {
  ...{ capacity: null, expertise: [], languages: [], areas: [], hours: null, is_out_today: false },
  leaves: [{ from: '2000-01-01', to: '2100-01-01' }],
}

/** As a web form does that has no answer, or is told to try again: once more, the same lead. */
async function sendOne(source: string): Promise<void> {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  await vi.waitFor(async () => {
    const { status } = await admin.post('/crm/leads', { name: 'Lead', source }, headers)
    expect(status).toBe(201)
  }, PATIENT)
}

/** So many requests, as many at a time as there are senders. */
async function byRequest(source: string, leads = LEADS): Promise<void> {
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let i = 0; i < leads / SENDERS; i++) await sendOne(source)
    }),
  )
}

/** A file of a thousand leads that have just come in. */
async function byFile(source: string): Promise<void> {
  const file = ['Name', ...Array.from({ length: LEADS }, (_, i) => `Person ${i}`)].join('\n')
  const mapping = {
    columns: { Name: 'name' },
    on_duplicate: 'flag',
    historical: false,
    constants: { source },
  }
  await ended(admin, await startImport(admin, file, mapping))
}

/** A thousand leads at once, and one of the people on leave while they are given out. */
async function flood(
  source: string,
  leaves: number,
  send: (source: string) => Promise<void>,
): Promise<number[]> {
  const all = send(source)
  await vi.waitFor(async () => expect(await givenTo(source)).toContain(leaves), PATIENT)
  const gone = await admin.put(`/crm/users/${leaves}/availability`, ON_LEAVE)
  expect(gone.status, gone.text).toBe(200)
  await all
  await vi.waitFor(async () => expect(await givenTo(source)).toHaveLength(LEADS), PATIENT)
  return givenTo(source)
}

/** Goes through who got what, lead by lead: `worth` of who may get the next is never less than that of whoever got it. */
function expectEach(
  given: readonly number[],
  people: readonly number[],
  leaves: number,
  worth: (id: number) => number,
  give: (id: number) => void,
): void {
  const last = given.lastIndexOf(leaves)
  expect(last).toBeLessThan(LEADS - 1)
  for (const [i, to] of given.entries()) {
    const here = people.filter(id => i <= last || id !== leaves)
    expect(here).toContain(to)
    expect(worth(to), `lead ${i}`).toBe(Math.min(...here.map(worth)))
    give(to)
  }
}

test.each([
  ['by request', 'Turn', byRequest],
  ['of a file', 'Turn of a file', byFile],
] as const)(
  'a thousand leads %s go in turn, to the lead, also while somebody goes on leave',
  async (_, source, send) => {
    await firm.db.rows('DELETE FROM user_leaves')
    const people = pune.slice(0, 4)
    const [, leaves = 0] = people
    await save(people, ['round_robin'])
    // A rule that was just made has given nobody a turn.
    const turns = new Map<number, number>()
    const given = await flood(source, leaves, send)
    let turn = 0
    expectEach(
      given,
      people,
      leaves,
      id => turns.get(id) ?? 0,
      id => turns.set(id, ++turn),
    )
    // None twice, none left lying.
    const [left] = await firm.db.rows<{ n: number; without: number }>(
      `SELECT count(*)::int AS n, count(*) FILTER (WHERE assigned_to IS NULL)::int AS without FROM leads WHERE source = $1`,
      [source],
    )
    expect(left).toEqual({ n: LEADS, without: 0 })
  },
)

test('a thousand leads by request go to the least open work, to the lead, also while somebody goes on leave', async () => {
  await firm.db.rows('DELETE FROM user_leaves')
  const people = pune.slice(0, 4)
  const [, , leaves = 0] = people
  await save(people, ['least_open'])
  const open = await openWork()
  const given = await flood('Least', leaves, byRequest)
  expectEach(
    given,
    people,
    leaves,
    id => open.get(id) ?? 0,
    id => open.set(id, (open.get(id) ?? 0) + 1),
  )
})

test('leads that are given out by their score and scored at the same time never wait for each other in a circle', async () => {
  await firm.db.rows('DELETE FROM user_leaves')
  await save(pune.slice(0, 4), ['round_robin'], { score_min: 1 })
  const before = await deadlocks(firm.db)
  for (const source of ['Scored 1', 'Scored 2', 'Scored 3']) {
    await byRequest(source, 150)
    await vi.waitFor(async () => expect(await givenTo(source)).toHaveLength(150), PATIENT)
  }
  expect((await deadlocks(firm.db)) - before).toBe(0)
})

import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import { openReceiver, type Receiver } from '../../../test/webhook-receiver.ts'
import type { Delivery, Webhook } from './webhooks.schemas.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const patiently = { interval: 50, timeout: 120_000 }

let clock = Date.now()
let firm: LeadApp
let admin: Client
const receivers: Receiver[] = []

beforeAll(async () => {
  firm = await openLeadApp({
    works: true,
    now: () => new Date(clock),
    config: { webhooksHttp: true, webhooksPrivate: true },
  })
  admin = await firm.as('admin')
})
afterEach(async () => {
  for (const receiver of receivers.splice(0)) receiver.close()
  await firm.db.rows('DELETE FROM webhook_endpoints')
})
afterAll(() => firm.close())

async function receiver(): Promise<Receiver> {
  const opened = await openReceiver()
  receivers.push(opened)
  return opened
}

async function endpoint(url: string): Promise<number> {
  const answer = await admin.post<Webhook>('/crm/webhooks', { url, events: ['lead.created'] })
  expect(answer.status, answer.text).toBe(201)
  return answer.json.id
}

const webhook = async (id: number) => (await admin.get<Webhook>(`/crm/webhooks/${id}`)).json
const log = async (id: number, query = '') =>
  (await admin.get<{ data: Delivery[] }>(`/crm/webhooks/${id}/deliveries${query}`)).json.data

/** Puts so many messages into the log of an endpoint. */
const addMessages = (id: number, count: number, state: Delivery['state'], at = new Date(clock)) =>
  firm.db.rows(
    `INSERT INTO webhook_deliveries (endpoint_id, event_id, type, data, state, next_try_at, created_at, finished_at)
     SELECT $1, -n, 'lead.created', json_build_object('lead', json_build_object('id', n)), $3, $4, $4,
            CASE WHEN $3 IN ('delivered', 'dead') THEN $4::timestamptz END
     FROM generate_series(1, $2::int) n`,
    [id, count, state, at],
  )

const run = (job: string) =>
  firm.db.rows('SELECT graphile_worker.add_job($1, $2, queue_name => $3)', [
    job,
    '{}',
    job === 'webhooks-deliver' ? 'webhooks' : null,
  ])

test('twenty receivers that hang take nothing from the one that answers, and rest until one message arrives', async () => {
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, receiver))
  if (!first) throw new Error('nobody listens')
  const hanging = [first, ...others]
  const ids: number[] = []
  for (const each of hanging) {
    each.answer(() => {})
    ids.push(await endpoint(each.url))
  }
  const well = await receiver()
  const good = await endpoint(well.url)
  for (const id of [...ids, good]) await addMessages(id, 40, 'waiting')
  await run('webhooks-deliver')
  await vi.waitFor(async () => expect(await webhook(good)).toMatchObject({ delivered: 40 }), patiently)
  // It did not wait for its turn behind theirs.
  for (const { received } of hanging) expect(received.length).toBeLessThan(40)

  const held = ids[0] ?? 0
  await vi.waitFor(
    async () => {
      for (const each of hanging) each.breakOff()
      for (const id of ids) expect((await webhook(id)).rests_until).not.toBeNull()
      for (const id of ids) expect(await log(id, '?state=sending')).toEqual([])
    },
    { ...patiently, interval: 500 },
  )
  const tried = first.received.length
  expect(tried).toBeGreaterThanOrEqual(10)
  expect(tried).toBeLessThanOrEqual(13)
  const rest = async () => Date.parse(String((await webhook(held)).rests_until)) - clock
  expect(await rest()).toBe(MINUTE)

  clock += MINUTE + 1
  await run('webhooks-deliver')
  await vi.waitFor(async () => {
    expect(first.received).toHaveLength(tried + 1)
    first.breakOff()
    expect(await rest()).toBe(2 * MINUTE)
  }, patiently)
  first.answer(204)
  clock += 2 * MINUTE + 1
  await run('webhooks-deliver')
  await vi.waitFor(
    async () =>
      expect(await webhook(held)).toMatchObject({ rests_until: null, failing_since: null, delivered: 40 }),
    patiently,
  )
})

test('ten thousand that were given up are sent again while others get theirs; counts go as far as anybody looks', async () => {
  const [there, other] = [await receiver(), await receiver()]
  const id = await endpoint(there.url)
  await addMessages(id, 10_000, 'dead')
  expect(await webhook(id)).toMatchObject({ dead: 1001, waiting: 0 })
  const replay = () => admin.post<{ replayed: number }>(`/crm/webhooks/${id}/replay`)
  expect((await replay()).json.replayed).toBe(1001)
  await vi.waitFor(async () => expect(await webhook(id)).toMatchObject({ dead: 0 }), patiently)
  expect((await replay()).json.replayed).toBe(0)
  await vi.waitFor(() => expect(there.received.length).toBeGreaterThan(100), patiently)
  await endpoint(other.url)
  await admin.lead()
  await vi.waitFor(() => expect(other.received).toHaveLength(1), patiently)
  expect(there.received.length).toBeLessThan(10_000)
  const ids = there.received.map(message => message.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('of a quick receiver that begins to fail, what was taken and not begun goes back untried', async () => {
  const there = await receiver()
  const id = await endpoint(there.url)
  there.answer(response => void response.writeHead(there.received.length > 200 ? 503 : 204).end())
  await addMessages(id, 600, 'waiting')
  await run('webhooks-deliver')
  await vi.waitFor(async () => {
    expect((await webhook(id)).rests_until).not.toBeNull()
    expect(await log(id, '?state=sending')).toEqual([])
  }, patiently)
  const [stood] = await firm.db.rows<{ delivered: number; tried: number; untried: number }>(
    `SELECT count(*) FILTER (WHERE state = 'delivered')::int AS delivered, count(*) FILTER (WHERE state = 'waiting' AND attempts = 1)::int AS tried,
            count(*) FILTER (WHERE state = 'waiting' AND attempts = 0)::int AS untried FROM webhook_deliveries`,
  )
  expect(stood?.delivered).toBe(200)
  expect(stood?.tried).toBe(there.received.length - 200)
  expect(stood?.tried).toBeLessThanOrEqual(13)
  expect((stood?.tried ?? 0) + (stood?.untried ?? 0)).toBe(400)
})

test('a webhook with a long log is gone at once for everybody, and its log soon after', async () => {
  const there = await receiver()
  const id = await endpoint(there.url)
  await addMessages(id, 1700, 'delivered')

  const [newest] = await log(id)
  expect((await admin.delete(`/crm/webhooks/${id}`)).status).toBe(204)
  const paths = ['', '/deliveries', `/deliveries/${newest?.id}`]
  for (const path of paths) expect((await admin.get(`/crm/webhooks/${id}${path}`)).status, path).toBe(404)
  expect((await admin.post(`/crm/webhooks/${id}/test`)).status).toBe(404)
  expect((await admin.delete(`/crm/webhooks/${id}`)).status).toBe(404)
  expect((await admin.get<{ data: Webhook[] }>('/crm/webhooks')).json.data).toEqual([])
  await vi.waitFor(
    async () =>
      expect(
        await firm.db.rows('SELECT FROM webhook_deliveries UNION ALL SELECT FROM webhook_endpoints'),
      ).toEqual([]),
    patiently,
  )
})

test('messages are forgotten after thirty days, however many, and younger ones stay', async () => {
  const there = await receiver()
  const id = await endpoint(there.url)
  await addMessages(id, 1700, 'delivered')
  clock += 20 * DAY
  await admin.lead()
  await vi.waitFor(async () => expect(await log(id)).toHaveLength(30), patiently)
  await vi.waitFor(() => expect(there.received).toHaveLength(1), patiently)
  clock += 11 * DAY
  await run('webhooks-prune')
  await vi.waitFor(async () => expect(await log(id)).toHaveLength(1), patiently)
})

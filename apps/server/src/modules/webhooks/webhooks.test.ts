import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import { isSignedBy, openReceiver, type Receiver } from '../../../test/webhook-receiver.ts'
import type { Delivery, DeliveryDetail, Webhook } from './webhooks.schemas.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
const patiently = { interval: 50, timeout: 60_000 }

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

async function endpoint(url: string, given: object = {}): Promise<Webhook & { secret: string }> {
  const payload = { url, events: ['lead.created'], ...given }
  const answer = await admin.post<Webhook & { secret: string }>('/crm/webhooks', payload)
  expect(answer.status, answer.text).toBe(201)
  return answer.json
}

const webhook = async (id: number) => (await admin.get<Webhook>(`/crm/webhooks/${id}`)).json
const log = async (id: number, query = '') =>
  (await admin.get<{ data: Delivery[] }>(`/crm/webhooks/${id}/deliveries${query}`)).json.data

/** Lets time pass, and has what is due then sent, as the next minute would. */
async function pass(ms: number): Promise<void> {
  clock += ms
  await firm.db.rows("SELECT graphile_worker.add_job('webhooks-deliver', '{}', queue_name => 'webhooks')")
}

/** Waits until the newest message of the endpoint stands so. */
const untilNewest = (id: number, state: Partial<Delivery>) =>
  vi.waitFor(async () => {
    const [newest] = await log(id)
    expect(newest).toMatchObject(state)
    return newest as Delivery
  }, patiently)

test('a message arrives once, signed, with what happened and nothing of how to reach the lead', async () => {
  const there = await receiver()
  const { id, secret } = await endpoint(there.url)
  const lead = await admin.lead({ name: 'Wanda Web', email: 'wanda@hooks.example', budget: 1_250_000 })
  await untilNewest(id, { state: 'delivered', attempts: 1, last_status: 204, type: 'lead.created' })
  expect(there.received).toHaveLength(1)
  const [message] = there.received
  if (!message) throw new Error('nothing arrived')
  expect(await isSignedBy(secret, message)).toBe(true)
  expect(await isSignedBy(`whsec_${btoa('another')}`, message)).toBe(false)
  expect(message.timestamp).toBe(Math.floor(clock / SECOND))
  expect(message.id).toMatch(/^msg_[0-9a-f]{32}$/)
  expect(message.body).toMatchObject({
    id: message.id,
    type: 'lead.created',
    data: { by: { name: expect.any(String) }, lead: { id: lead.id, name: 'Wanda Web', budget: 1_250_000 } },
  })
  expect(message.text).not.toContain('wanda@hooks')
  expect(await webhook(id)).toMatchObject({ delivered: 1, waiting: 0, dead: 0, failing_since: null })
})

test('contact details are told only where that is on, and stand in the clear nowhere', async () => {
  const there = await receiver()
  // It says back what it was told.
  there.answer((response, { text }) => void response.end(text))
  const { id } = await endpoint(there.url, { with_contact: true })
  await admin.lead({ name: 'Connie', email: 'connie@hooks.example', phone: '98220 11223' })
  const { id: messageId } = await untilNewest(id, { state: 'delivered' })
  expect(there.received[0]?.body.data.contact).toEqual({
    email: 'connie@hooks.example',
    phone: '+919822011223',
    phones: [],
    address: null,
  })
  const { json } = await admin.get<DeliveryDetail>(`/crm/webhooks/${id}/deliveries/${messageId}`)
  expect(json.body).not.toContain('connie@hooks')
  expect(json.tries[0]?.response).toContain('connie@hooks')
  const rows = await firm.db.rows<{ row: string }>(
    `SELECT d::text || a::text AS row FROM webhook_deliveries d JOIN webhook_attempts a ON a.delivery_id = d.id`,
  )
  expect(JSON.stringify(rows)).not.toContain('connie@hooks')
  expect(JSON.stringify(rows)).not.toContain(Buffer.from('connie@hooks').toString('hex'))
})

test('what fails comes again, later each time, under the same id, until it arrives', async () => {
  const there = await receiver()
  there.answer(500)
  const { id } = await endpoint(there.url)
  await admin.lead()
  const failed = await untilNewest(id, { state: 'waiting', attempts: 1, last_status: 500 })
  const wait = Date.parse(String(failed.next_try_at)) - clock
  expect(wait).toBeGreaterThanOrEqual(8 * SECOND)
  expect(wait).toBeLessThanOrEqual(12 * SECOND)
  expect((await webhook(id)).failing_since).not.toBeNull()
  there.answer(200)
  await pass(12 * SECOND)
  await untilNewest(id, { state: 'delivered', attempts: 2, last_status: 200 })
  const [first, second] = there.received
  expect(second?.id).toBe(first?.id)
  expect(second?.text).toBe(first?.text)
  expect(second?.timestamp).toBeGreaterThan(first?.timestamp ?? 0)
  expect((await webhook(id)).failing_since).toBeNull()
  const { json } = await admin.get<DeliveryDetail>(`/crm/webhooks/${id}/deliveries/${failed.id}`)
  expect(json.tries.map(({ status, response }) => [status, response])).toEqual([
    [500, 'said 500'],
    [200, 'said 200'],
  ])
})

test('a receiver that hangs holds up no other', async () => {
  const [hanging, well] = [await receiver(), await receiver()]
  hanging.answer(() => {})
  const held = await endpoint(hanging.url)
  const other = await endpoint(well.url)
  await admin.lead()
  await vi.waitFor(() => expect(hanging.received).toHaveLength(1), patiently)
  await untilNewest(other.id, { state: 'delivered' })
  await admin.lead()
  await vi.waitFor(() => expect(well.received).toHaveLength(2), patiently)
  expect((await log(held.id)).at(-1)).toMatchObject({ state: 'sending' })
  hanging.answer(200)
  hanging.breakOff()
  await vi.waitFor(
    async () =>
      expect((await log(held.id)).at(-1)).toMatchObject({ state: 'waiting', last_error: 'connection' }),
    patiently,
  )
})

test('a redirect is a failure, wherever it leads', async () => {
  const [there, secret] = [await receiver(), await receiver()]
  there.answer(response => void response.writeHead(302, { location: secret.url }).end())
  const { id } = await endpoint(there.url)
  await admin.lead()
  await untilNewest(id, { state: 'waiting', last_status: 302 })
  expect(secret.received).toEqual([])
})

test('what is given up after the last try is replayed: one message, or all', async () => {
  const there = await receiver()
  there.answer(503)
  const { id } = await endpoint(there.url)
  await admin.lead()
  await admin.lead()
  await vi.waitFor(() => expect(there.received).toHaveLength(2), patiently)
  for (let tries = 2; tries <= 8; tries++) {
    // Its days and its number of failures begin anew, else it would be paused, or rest.
    await firm.db.rows('UPDATE webhook_endpoints SET failing_since = NULL, failures = 0')
    await pass(29 * HOUR)
    await vi.waitFor(() => expect(there.received).toHaveLength(tries * 2), patiently)
    await untilNewest(id, { attempts: tries, last_status: 503 })
  }
  await vi.waitFor(async () => expect(await log(id, '?state=dead')).toHaveLength(2), patiently)
  await pass(30 * HOUR)
  expect(await webhook(id)).toMatchObject({ dead: 2, waiting: 0 })
  there.answer(200)
  const [one] = await log(id, '?state=dead')
  const replayed = await admin.post<{ replayed: number }>(`/crm/webhooks/${id}/deliveries/${one?.id}/replay`)
  expect([replayed.status, replayed.json.replayed]).toEqual([202, 1])
  await vi.waitFor(async () => expect(await webhook(id)).toMatchObject({ dead: 1, delivered: 1 }), patiently)
  expect((await admin.post<{ replayed: number }>(`/crm/webhooks/${id}/replay`)).json.replayed).toBe(1)
  await vi.waitFor(async () => expect(await webhook(id)).toMatchObject({ dead: 0, delivered: 2 }), patiently)
  expect(new Set(there.received.map(message => message.id)).size).toBe(2)
  expect(there.received).toHaveLength(18)
})

test('an endpoint where nothing arrives for days is paused and its keepers are told; it goes on once something arrives', async () => {
  const there = await receiver()
  there.answer(500)
  const { id } = await endpoint(there.url)
  await admin.lead()
  await untilNewest(id, { attempts: 1, last_status: 500 })
  await pass(3 * DAY)
  await vi.waitFor(
    async () => expect(await webhook(id)).toMatchObject({ is_active: false, paused_by: 'failures' }),
    patiently,
  )
  const told = await firm.db.rows<{ email: string }>(
    `SELECT u.email FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.kind = 'webhook.paused' ORDER BY 1`,
  )
  expect(told.map(({ email }) => email.split('@')[0])).toEqual(['admin', 'superadmin'])
  const { json } = await admin.get<{ data: { kind: string; title: string; path: string }[] }>(
    '/crm/notifications',
  )
  expect(json.data[0]).toMatchObject({ kind: 'webhook.paused', path: `/settings/webhooks/${id}` })
  await admin.lead()
  await vi.waitFor(async () => expect(await webhook(id)).toMatchObject({ waiting: 2 }), patiently)
  const tried = there.received.length
  await pass(HOUR + SECOND)
  await vi.waitFor(() => expect(there.received).toHaveLength(tried + 1), patiently)
  expect(await webhook(id)).toMatchObject({ is_active: false, waiting: 2 })
  there.answer(200)
  await pass(HOUR + SECOND)
  await vi.waitFor(
    async () =>
      expect(await webhook(id)).toMatchObject({
        is_active: true,
        paused_by: null,
        failing_since: null,
        waiting: 0,
        delivered: 2,
      }),
    patiently,
  )
  const noted = await firm.db.rows<{ action: string; user_id: number | null }>(
    "SELECT action, user_id FROM audit_logs WHERE record_type = 'webhook' AND record_id = $1 ORDER BY id DESC LIMIT 2",
    [id],
  )
  expect(noted.map(({ action }) => action)).toEqual(['resumed_webhook', 'paused_webhook'])
})

test('a test is sent in a pause; one that arrives ends a pause for failures, and none that a person made', async () => {
  const there = await receiver()
  const { id } = await endpoint(there.url)
  const tested = async () => {
    await admin.post(`/crm/webhooks/${id}/test`)
    await untilNewest(id, { state: 'delivered', type: 'webhook.test' })
    return (await webhook(id)).is_active
  }
  await admin.patch(`/crm/webhooks/${id}`, { is_active: false })
  expect(await tested()).toBe(false)
  await firm.db.rows("UPDATE webhook_endpoints SET paused_by = 'failures', rests_until = $1", [
    new Date(clock + HOUR),
  ])
  expect(await tested()).toBe(true)
})

test('a new secret signs at once, and for a day the old one beside it', async () => {
  const there = await receiver()
  const { id, secret: before } = await endpoint(there.url)
  const { json } = await admin.post<{ secret: string }>(`/crm/webhooks/${id}/secret`)
  const newest = async () => {
    await admin.lead()
    const known = there.received.length
    await vi.waitFor(() => expect(there.received.length).toBeGreaterThan(known), patiently)
    const message = there.received.at(-1)
    if (!message) throw new Error('nothing arrived')
    return [
      message.signatures.length,
      await isSignedBy(before, message),
      await isSignedBy(json.secret, message),
    ]
  }
  expect(json.secret).not.toBe(before)
  expect(await newest()).toEqual([2, true, true])
  clock += DAY + SECOND
  expect(await newest()).toEqual([1, false, true])
  expect((await webhook(id)).old_secret_until).toBeNull()
})

test('what lies in the past, and what nobody asked for, is told to nobody', async () => {
  const there = await receiver()
  const { id } = await endpoint(there.url, { events: ['lead.stage_changed'] })
  const lead = await admin.lead()
  await firm.db.rows(
    `INSERT INTO events (name, lead_id, data) VALUES ('lead.stage_changed', $1, '{"historical": true}')`,
    [lead.id],
  )
  const stage = await firm.db.rows<{ id: number }>(
    "SELECT s.id FROM stages s JOIN pipelines p ON p.id = s.pipeline_id WHERE p.project_type IS NULL AND s.name = 'Contacted'",
  )
  await admin.patch(`/crm/pipelines/${lead.id}`, { stage_id: stage[0]?.id })
  await untilNewest(id, { state: 'delivered' })
  expect(await log(id)).toHaveLength(1)
  expect(there.received[0]?.body.data).toMatchObject({
    from_stage: { name: 'New' },
    to_stage: { name: 'Contacted' },
  })
})

test('each thing wrong with an endpoint is said by the name of its field', async () => {
  const refused = async (given: object) => {
    const { status, json } = await admin.post<Problem>('/crm/webhooks', {
      url: 'https://hooks.example',
      events: ['lead.created'],
      ...given,
    })
    return [status, json.errors?.[0]?.path]
  }
  for (const url of [
    'no address',
    'ftp://hooks.example',
    'https://a:b@hooks.example',
    'https://x.example/#a',
  ]) {
    expect(await refused({ url }), url).toEqual([400, 'url'])
  }
  expect(await refused({ url: 'http://169.254.169.254/latest' })).toEqual([400, 'url'])
  expect(await refused({ events: [] })).toEqual([400, 'events'])
  expect((await refused({ events: ['lead.invented'] }))[0]).toBe(400)
  const { id } = await endpoint('https://hooks.example')
  expect((await admin.patch(`/crm/webhooks/${id}`, {})).status).toBe(400)
  expect((await admin.get(`/crm/webhooks/${id + 1000}`)).status).toBe(404)
  expect((await admin.delete(`/crm/webhooks/${id}`)).status).toBe(204)
  expect((await admin.get(`/crm/webhooks/${id}/deliveries`)).status).toBe(404)
})

test('all that people do with it is in the audit log, without the path of its address or its secret', async () => {
  const { id, secret } = await endpoint('https://hooks.example/very-secret')
  await admin.patch(`/crm/webhooks/${id}`, { with_contact: true })
  await admin.patch(`/crm/webhooks/${id}`, { is_active: false })
  await admin.post(`/crm/webhooks/${id}/secret`)
  await admin.delete(`/crm/webhooks/${id}`)
  const entries = await firm.db.rows<{ action: string; details: object }>(
    "SELECT action, details FROM audit_logs WHERE record_type = 'webhook' AND record_id = $1 ORDER BY id",
    [id],
  )
  expect(entries.map(({ action }) => action)).toEqual([
    'created_webhook',
    'changed_webhook',
    'changed_webhook',
    'renewed_webhook_secret',
    'deleted_webhook',
  ])
  expect(entries[1]?.details).toEqual({ host: 'hooks.example', fields: ['with_contact'], with_contact: true })
  expect(JSON.stringify(entries)).not.toContain('very-secret')
  expect(JSON.stringify(entries)).not.toContain(secret)
})

test('messages are forgotten after thirty days', async () => {
  const there = await receiver()
  const { id } = await endpoint(there.url)
  await admin.lead()
  await untilNewest(id, { state: 'delivered' })
  clock += 31 * DAY
  await firm.db.rows("SELECT graphile_worker.add_job('webhooks-prune', '{}')")
  await vi.waitFor(async () => expect(await log(id)).toEqual([]), patiently)
})

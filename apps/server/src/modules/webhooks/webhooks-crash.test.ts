import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import { endAllServers, type ServerProcess, startServer } from '../../../test/server-process.ts'
import { openReceiver, type Receiver } from '../../../test/webhook-receiver.ts'
import { readOrMakeKeys } from '../../platform/config/keys.ts'
import type { Webhook } from './webhooks.schemas.ts'

const patiently = { interval: 50, timeout: 60_000 }

/** Answers requests; what is to be sent waits for the workers that a test starts. */
let firm: LeadApp
let admin: Client
let there: Receiver

beforeAll(async () => {
  firm = await openLeadApp({ config: { webhooksHttp: true, webhooksPrivate: true } })
  admin = await firm.as('admin')
  there = await openReceiver()
})
afterEach(async () => {
  await endAllServers()
  await firm.db.rows('DELETE FROM webhook_endpoints')
  there.received.length = 0
  there.answer(204)
})
afterAll(async () => {
  there.close()
  await firm.close()
})

const startWorker = (env: Record<string, string> = {}): ServerProcess =>
  startServer({
    DATABASE_URL: firm.databaseUrl,
    ENCRYPTION_KEYS: readOrMakeKeys(firm.dataDir).ENCRYPTION_KEYS,
    ROLES: 'worker',
    DATA_DIR: firm.dataDir,
    WEBHOOKS_HTTP: 'on',
    WEBHOOKS_PRIVATE: 'on',
    ...env,
  })

async function endpoint(): Promise<number> {
  const { json } = await admin.post<Webhook>('/crm/webhooks', { url: there.url, events: ['lead.created'] })
  return json.id
}

const deliveries = () =>
  firm.db.rows<{ state: string; attempts: number }>(
    'SELECT state, attempts FROM webhook_deliveries ORDER BY id',
  )
/** As the other processes do some seconds after one has died, and as time does. */
async function giveBack(): Promise<void> {
  await firm.db.rows(
    `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker._private_jobs
     WHERE locked_by IS NOT NULL`,
  )
  await firm.db.rows("UPDATE webhook_deliveries SET next_try_at = now() WHERE state = 'sending'")
}

test('killed between sending and noting it, the message comes again under the same id, and is one message', async () => {
  await endpoint()
  there.answer(() => {})
  const killed = startWorker()
  await killed.ready()
  await admin.lead()
  await vi.waitFor(() => expect(there.received).toHaveLength(1), patiently)
  killed.child.kill('SIGKILL')
  await killed.ended()
  expect(await deliveries()).toEqual([{ state: 'sending', attempts: 1 }])
  there.answer(204)
  await giveBack()
  await startWorker().ready()
  await vi.waitFor(
    async () => expect(await deliveries()).toEqual([{ state: 'delivered', attempts: 2 }]),
    patiently,
  )
  expect(there.received).toHaveLength(2)
  expect(there.received[1]?.text).toBe(there.received[0]?.text)
})

test('stopped while messages are under way, it notes what arrived, leaves the rest waiting, and no job has failed', async () => {
  const id = await endpoint()
  const MESSAGES = 100
  await firm.db.rows(
    `INSERT INTO webhook_deliveries (endpoint_id, event_id, type, data, state, next_try_at, created_at)
     SELECT $1, -n, 'lead.created', json_build_object('lead', json_build_object('id', n)), 'waiting', now(), now()
     FROM generate_series(1, $2::int) n`,
    [id, MESSAGES],
  )
  there.answer(response => void setTimeout(() => response.writeHead(204).end(), 100))
  await firm.db.rows("SELECT graphile_worker.add_job('webhooks-deliver', '{}', queue_name => 'webhooks')")
  const stopped = startWorker()
  await stopped.ready()
  await vi.waitFor(() => expect(there.received.length).toBeGreaterThan(5), patiently)
  stopped.child.kill('SIGTERM')
  expect(await stopped.ended(), stopped.printed()).toBe(0)
  const arrived = there.received.length
  const byState = Object.groupBy(await deliveries(), ({ state }) => state)
  expect([byState.delivered?.length, byState.waiting?.length ?? 0]).toEqual([arrived, MESSAGES - arrived])
  const failed = await firm.db.rows(
    'SELECT last_error FROM graphile_worker.jobs WHERE last_error IS NOT NULL',
  )
  expect(failed).toEqual([])
  there.answer(204)
  await firm.db.rows("SELECT graphile_worker.add_job('webhooks-deliver', '{}', queue_name => 'webhooks')")
  await startWorker().ready()
  await vi.waitFor(
    async () => expect((await deliveries()).every(({ state }) => state === 'delivered')).toBe(true),
    patiently,
  )
  expect(there.received).toHaveLength(MESSAGES)
})

test('two workers make and send each message once', async () => {
  await endpoint()
  await Promise.all([startWorker().ready(), startWorker().ready()])
  const LEADS = 60
  for (let n = 0; n < LEADS; n++) await admin.lead()
  await vi.waitFor(async () => {
    const rows = await deliveries()
    expect(rows).toHaveLength(LEADS)
    expect(rows.every(row => row.state === 'delivered' && row.attempts === 1)).toBe(true)
  }, patiently)
  expect(there.received).toHaveLength(LEADS)
  expect(new Set(there.received.map(({ id }) => id)).size).toBe(LEADS)
})

test('a name that leads into the own network by now is refused when the message is sent, and http too', async () => {
  const id = await endpoint()
  const port = new URL(there.url).port
  await firm.db.rows('UPDATE webhook_endpoints SET url = $2 WHERE id = $1', [
    id,
    `http://localhost:${port}/hook`,
  ])
  await startWorker({ WEBHOOKS_PRIVATE: 'off' }).ready()
  await admin.lead()
  const errors = () => firm.db.rows<{ error: string }>('SELECT error FROM webhook_attempts ORDER BY id')
  await vi.waitFor(async () => expect(await errors()).toEqual([{ error: 'address' }]), patiently)
  await endAllServers()
  await firm.db.rows('UPDATE webhook_deliveries SET next_try_at = now()')
  await startWorker({ WEBHOOKS_HTTP: 'off' }).ready()
  await firm.db.rows("SELECT graphile_worker.add_job('webhooks-deliver', '{}', queue_name => 'webhooks')")
  await vi.waitFor(
    async () => expect(await errors()).toEqual([{ error: 'address' }, { error: 'plain-http' }]),
    patiently,
  )
  expect(there.received).toEqual([])
})

import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { DEMO_PASSWORD } from '../../src/modules/access/index.ts'
import { readOrMakeKeys } from '../../src/platform/config/keys.ts'
import { type LeadApp, openLeadApp } from '../lead-app.ts'
import { endAllServers, type ServerProcess, startServer } from '../server-process.ts'
import { openReceiver, type Receiver } from '../webhook-receiver.ts'
import { type Caller, cookieFrom, createCaller } from './caller.ts'

/** The process as its users run it, killed at each step of a conversion: once it runs again everything is there, exactly once. */

const patiently = { interval: 50, timeout: 60_000 }

let firm: LeadApp
let there: Receiver

beforeAll(async () => {
  firm = await openLeadApp({ config: { webhooksHttp: true, webhooksPrivate: true } })
  there = await openReceiver()
  const admin = await firm.as('admin')
  await admin.post('/crm/webhooks', { url: there.url, events: ['lead.converted'] })
  await letCommitsWait()
})
afterEach(() => endAllServers())
afterAll(async () => {
  there.close()
  await firm.close()
})

interface Running {
  server: ServerProcess
  manager: Caller
}

/** Serves and works. */
async function run(): Promise<Running> {
  const server = startServer({
    DATABASE_URL: firm.databaseUrl,
    ENCRYPTION_KEYS: readOrMakeKeys(firm.dataDir).ENCRYPTION_KEYS,
    DATA_DIR: firm.dataDir,
    WEBHOOKS_HTTP: 'on',
    WEBHOOKS_PRIVATE: 'on',
  })
  const [, port] = /http:\/\/\S+:(\d+)/.exec(await server.ready()) ?? []
  const address = `http://127.0.0.1:${port}`
  const body = { email: 'manager@demo.optimwalls.example', password: DEMO_PASSWORD }
  const answer = await createCaller(address, undefined).send('POST', '/api/auth/sign-in/email', { body })
  return { server, manager: createCaller(address, cookieFrom(answer.headers['set-cookie'])) }
}

/** Somebody who has the database to themselves for a while. */
async function holdUp(statement: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: firm.databaseUrl })
  await client.connect()
  await client.query('BEGIN')
  await client.query(statement)
  return () => client.end()
}

const lock = (table: string, mode = 'EXCLUSIVE') => `LOCK TABLE ${table} IN ${mode} MODE`

/** With which a COMMIT that has written a conversion waits before it is done. */
const COMMIT_LOCK = 74_610_99

async function letCommitsWait(): Promise<void> {
  await firm.db.rows(
    `CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN PERFORM pg_advisory_xact_lock(${COMMIT_LOCK}); RETURN NULL; END'`,
  )
  await firm.db.rows(
    `CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT ON conversions DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW EXECUTE FUNCTION hold_commit()`,
  )
}

const untilHeldUp = (statement: string) =>
  vi.waitFor(async () => {
    const waiting = await firm.db.rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
      [`%${statement}%`],
    )
    expect(waiting).not.toHaveLength(0)
  }, patiently)

/** What a conversion leaves, each thing counted. */
async function traces(leadId: number): Promise<Record<string, number>> {
  const [row] = await firm.db.rows<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM leads WHERE id = $1 AND status = 'converted') AS converted,
            (SELECT count(*)::int FROM conversions WHERE lead_id = $1) AS conversions,
            (SELECT count(*)::int FROM clients c JOIN leads l ON l.name = c.name WHERE l.id = $1) AS clients,
            (SELECT count(*)::int FROM events WHERE lead_id = $1 AND name = 'lead.converted') AS events,
            (SELECT count(*)::int FROM stage_history h JOIN stages s ON s.id = h.to_stage_id AND s.category = 'converted'
             WHERE h.lead_id = $1) AS moves,
            (SELECT count(*)::int FROM audit_logs WHERE record_id = $1 AND action = 'converted_lead') AS audited,
            (SELECT count(*)::int FROM webhook_deliveries d JOIN events e ON e.id = d.event_id WHERE e.lead_id = $1) AS messages,
            (SELECT count(*)::int FROM events WHERE lead_id = $1 AND name = 'lead.client_people_chosen') AS proposals,
            (SELECT count(DISTINCT title)::int FROM follow_ups WHERE lead_id = $1) AS planned,
            (SELECT count(*)::int FROM follow_ups WHERE lead_id = $1) AS follow_ups`,
    [leadId],
  )
  return row ?? {}
}

const FOLLOWED_NOTHING = { messages: 0, proposals: 0, planned: 0, follow_ups: 0 }
const NOTHING = {
  converted: 0,
  conversions: 0,
  clients: 0,
  events: 0,
  moves: 0,
  audited: 0,
  ...FOLLOWED_NOTHING,
}
const FOLLOWED = { messages: 1, proposals: 1, planned: 5, follow_ups: 5 }
const EVERYTHING = { converted: 1, conversions: 1, clients: 1, events: 1, moves: 1, audited: 1, ...FOLLOWED }
let asked = 0

test.each([
  // The session is looked up before the transaction begins.
  {
    at: 'before the transaction',
    hold: lock('sessions', 'ACCESS EXCLUSIVE'),
    statement: 'sessions',
    isDone: false,
  },
  { at: 'inside it', hold: lock('conversions'), statement: 'INSERT INTO conversions', isDone: false },
  // COMMIT travels with it: the database may have both, and do both, though nobody is left to hear of it.
  { at: 'with its last statement', hold: lock('events'), statement: 'INSERT INTO events', isDone: null },
  // COMMIT was sent and is carried out; nobody is left to hear of it.
  {
    at: 'when it is done, before the answer',
    hold: `SELECT pg_advisory_xact_lock(${COMMIT_LOCK})`,
    statement: 'COMMIT',
    isDone: true,
  },
  {
    at: 'while others react to it',
    hold: lock('webhook_deliveries'),
    statement: 'INSERT INTO webhook_deliveries',
    isDone: true,
  },
])('killed $at, the conversion is there once or not at all, and what follows from it once', async point => {
  const { hold, statement, isDone } = point
  const { server, manager } = await run()
  asked += 1
  const name = `Kavita Killed ${asked}`
  const { id } = await manager.must('POST', '/crm/leads', { name, phone: `98220 5500${asked}` })
  const body = { fields: { budget: 1_200_000, project_type: 'residential' } }
  const letGo = await holdUp(hold)
  const answer = manager.send('POST', `/crm/leads/${id}/convert`, { body }).catch(() => null)
  await untilHeldUp(statement)
  server.child.kill('SIGKILL')
  await server.ended()
  await answer
  await letGo()
  await vi.waitFor(async () => {
    const [left] = await firm.db.rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE $1`,
      [`%${statement}%`],
    )
    expect(left).toBeUndefined()
  }, patiently)
  // What else follows may have been quicker than the kill.
  const some = expect.any(Number)
  const done = { ...EVERYTHING, messages: 0, proposals: some, planned: some, follow_ups: some }
  const [after] = await vi.waitFor(async () => {
    const left = await traces(id)
    const either = isDone === null ? [done, NOTHING] : [isDone ? done : NOTHING]
    expect(either).toContainEqual(left)
    return [left]
  }, patiently)

  const again = await run()
  const repeated = await again.manager.send('POST', `/crm/leads/${id}/convert`, { body })
  expect(repeated.status).toBe(after.converted ? 200 : 201)
  await vi.waitFor(async () => expect(await traces(id)).toEqual(EVERYTHING), patiently)
  const arrived = () => there.received.filter(({ body: { data } }) => (data.lead as { id: number }).id === id)
  await vi.waitFor(() => expect(arrived()).not.toHaveLength(0), patiently)
  expect(new Set(arrived().map(message => message.id)).size).toBe(1)
  expect(arrived()[0]?.body.data.client_id).toBe(JSON.parse(repeated.text).client_id)
})

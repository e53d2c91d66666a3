import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../test-database.ts'
import { type Caller, upload } from './caller.ts'
import { emptyFolder, hire, type Office, openOffice } from './office.ts'

let database: TestDatabase
let folder: { path: string; remove(): Promise<void> }
let office: Office
let admin: Caller

beforeAll(async () => {
  database = await testDatabase()
  folder = await emptyFolder()
  office = await openOffice({ databaseUrl: database.url, dataDir: folder.path })
  await hire(office)
  admin = await office.callerFor('superadmin')
})
afterAll(async () => {
  await office.stop()
  await database.close()
  await folder.remove()
})

interface Reachable {
  id: number
  version: number
  email: string
  phone: string
}

const LEADS = 400
const numberOf = (n: number) => `+91981240${String(n).padStart(4, '0')}`
const mailOf = (n: number, turn: number) => `lead.${n}.${turn}@rotation.example`

const addLead = (n: number, headers: Record<string, string> = {}) =>
  admin.send('POST', '/crm/leads', {
    body: { name: `Rotated ${n}`, email: mailOf(n, 0), phone: numberOf(n) },
    headers,
  })

/** How many sealed values in the database are not under the active key. */
async function underOldKeys(activeKeyId: string): Promise<Record<string, number>> {
  const [counts] = await database.database.rows<Record<string, number>>(
    `SELECT (SELECT count(*) FROM leads WHERE contact_key_id <> $1)::int AS leads,
            (SELECT count(*) FROM idempotency_keys WHERE substr(answer, 3, get_byte(answer, 1)) <> convert_to($1, 'LATIN1'))::int AS answers,
            (SELECT count(*) FROM demo_mailbox WHERE substr(message, 3, get_byte(message, 1)) <> convert_to($1, 'LATIN1'))::int AS mails`,
    [activeKeyId],
  )
  return counts ?? {}
}

test('the key changes while everybody works: nothing is lost, nothing is left under the old one', async () => {
  const ids = new Map<number, number>()
  for (let n = 0; n < LEADS; n++) {
    const { text } = await addLead(n, n < 20 ? { 'idempotency-key': `key-${n}` } : {})
    ids.set(n, JSON.parse(text).id)
  }
  const file = upload('Name,Phone\nUpon Disk,98124 09999\n')
  const { id: importId } = JSON.parse((await admin.send('POST', '/crm/imports', file)).text)
  const client = { email: 'client@demo.optimwalls.example' }
  await admin.must('POST', '/api/auth/request-password-reset', client)

  const latest = new Map<number, number>()
  let isWorking = true
  const failures: string[] = []
  async function work(first: number): Promise<void> {
    for (let turn = 1; isWorking; turn++) {
      for (let n = first; n < LEADS && isWorking; n += 37) {
        const path = `/crm/leads/${ids.get(n)}`
        const read = await admin.send('GET', path)
        if (read.status !== 200) failures.push(`${path} ${read.text}`)
        const written = await admin.send('PATCH', path, { body: { email: mailOf(n, turn) } })
        if (written.status === 200) latest.set(n, turn)
        else failures.push(`${path} ${written.text}`)
        await setImmediate()
      }
    }
  }
  const workers = [0, 5, 11].map(work)
  const before = office.app.platform.crypto.activeKeyId
  const rotated = await admin.send('POST', '/api/keys/rotate')
  expect(rotated.status, rotated.text).toBe(202)
  expect(JSON.parse(rotated.text)).toEqual({ active_key_id: 'k2', made_new_key: true })
  expect(before).toBe('k1')

  const none = { leads: 0, answers: 0, mails: 0 }
  await vi.waitFor(async () => expect(await underOldKeys('k2')).toEqual(none))
  isWorking = false
  await Promise.all(workers)
  expect(failures).toEqual([])
  // What the second run of the job is for: a write that began before the rotation.
  const report = await office.app.platform.rotation.resealAll()
  expect(report).toMatchObject({ activeKeyId: 'k2', unreadable: {}, unreadableInStores: {} })
  expect(await underOldKeys('k2')).toEqual(none)

  expect(latest.size).toBeGreaterThan(3)
  for (const [n, id] of ids) {
    const lead = await admin.must<Reachable>('GET', `/crm/leads/${id}`)
    expect(lead).toMatchObject({ email: mailOf(n, latest.get(n) ?? 0), phone: numberOf(n) })
  }
  // What is found by hashes is found as before; kept answers and files open.
  const found = await admin.must<{ data: Reachable[] }>('GET', '/crm/leads?q=98124%2000007')
  expect(found.data.map(lead => lead.id)).toEqual([ids.get(7)])
  const again = await addLead(3, { 'idempotency-key': 'key-3' })
  expect(JSON.parse(again.text)).toMatchObject({ id: ids.get(3), email: mailOf(3, 0) })
  const survey = await admin.must<{ found: { rows: number } }>('GET', `/crm/imports/${importId}`)
  expect(survey.found.rows).toBe(1)
  const noted = await database.database.rows(
    "SELECT details FROM audit_logs WHERE action = 'rotated_keys' AND allowed",
  )
  expect(noted).toEqual([{ details: { active_key_id: 'k2' } }])
})

test('a process that knows only the old key opens what the new one sealed, and then uses it', async () => {
  const other = await openOffice({ databaseUrl: database.url, dataDir: folder.path }, 'api')
  try {
    const there = await other.callerFor('superadmin')
    await admin.must('POST', '/api/keys/rotate')
    const { id } = JSON.parse((await addLead(9000)).text)
    const lead = await there.must<Reachable>('GET', `/crm/leads/${id}`)
    expect(lead.phone).toBe(numberOf(9000))
    expect(other.app.platform.crypto.activeKeyId).toBe(office.app.platform.crypto.activeKeyId)
  } finally {
    await other.stop()
  }
})

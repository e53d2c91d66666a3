import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ended, type ImportAnswer, startImport, upload } from '../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  await admin.lead({ name: 'Asha', external_ids: [{ system: 'lead', id: '7' }] })
})
afterAll(() => firm.close())

const run = async (file: string, mapping: object) => ended(admin, await startImport(admin, file, mapping))
async function undo(id: number): Promise<ImportAnswer> {
  await admin.post(`/crm/imports/${id}/undo`)
  for (;;) {
    const { json } = await admin.get<ImportAnswer>(`/crm/imports/${id}`)
    if (json.status !== 'undoing') return json
    await sleep(20)
  }
}
const leadOf = () =>
  firm.db.rows<{ last_activity_at: Date | null; next_activity_at: Date | null }>(
    "SELECT last_activity_at, next_activity_at FROM leads WHERE name = 'Asha'",
  )

test('calls find their leads, stand where they belong in time, come in once, and are undone', async () => {
  const file = [
    'TASKID,Call Start Time,Call Duration (in seconds),Call Owner,Subject,Call Type,CONTACTID,LEADID',
    '1,2021-04-15 23:03:00,420,Priya,Intro,Outbound,90,7',
    '2,2021-04-16 23:03:00,60,Priya,Again,Inbound,91,7',
    '3,2021-04-16 23:03:00,60,Priya,Who,Inbound,92,8',
    '4,2021-04-16 23:03:00,60,Priya,Nobody,Inbound,93,',
  ].join('\n')
  const { found } = (await upload(admin, file, 'Calls.csv')).json
  expect(found.kind).toBe('activities')
  const names = found.columns.map(({ name }) => name)
  const columns = Object.fromEntries(names.map((name, i) => [name, found.guesses.activities?.[i] ?? null]))
  expect(columns).toMatchObject({
    LEADID: 'lead_id',
    'Call Type': 'direction',
    'Call Start Time': 'happened_at',
  })
  const mapping = { kind: 'activities', columns, system: found.system }
  const done = await run(file, mapping)
  expect(done).toMatchObject({ created: 2, refused: 2 })
  expect(
    await firm.db.rows('SELECT type, direction, note, duration_s FROM activities ORDER BY happened_at'),
  ).toEqual([
    { type: 'call', direction: 'out', note: 'Intro', duration_s: 420 },
    { type: 'call', direction: 'in', note: 'Again', duration_s: 60 },
  ])
  expect((await leadOf())[0]?.last_activity_at?.toISOString()).toBe('2021-04-16T17:33:00.000Z')
  expect(await run(file, mapping)).toMatchObject({ created: 0, matched: 2, refused: 2 })
  expect(await undo(done.id)).toMatchObject({ undone: 2, kept: 0 })
  expect((await leadOf())[0]?.last_activity_at).toBeNull()
})

test('follow-ups, open and done', async () => {
  const file =
    'Task,Due Date,Status,Lead Id\nSend quote,2030-01-05 10:00,Open,7\nCall,2021-01-05,Completed,7\n'
  const { found } = (await upload(admin, file, 'follow-ups.csv')).json
  expect(found.kind).toBe('follow-ups')
  const columns = { Task: 'title', 'Due Date': 'due_at', Status: 'status', 'Lead Id': 'lead_id' }
  const mapping = { kind: 'follow-ups', columns, system: 'lead' }
  const done = await run(file, mapping)
  expect(done).toMatchObject({ created: 2, refused: 0 })
  expect(
    await firm.db.rows('SELECT title, done_at IS NOT NULL AS done FROM follow_ups ORDER BY due_at'),
  ).toEqual([
    { title: 'Call', done: true },
    { title: 'Send quote', done: false },
  ])
  expect((await leadOf())[0]?.next_activity_at?.toISOString()).toBe('2030-01-05T04:30:00.000Z')
  expect(await run(file, mapping)).toMatchObject({ created: 0, matched: 2 })
  expect(await undo(done.id)).toMatchObject({ undone: 2 })
  expect((await leadOf())[0]?.next_activity_at).toBeNull()
})

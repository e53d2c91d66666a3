import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestAccess, type TestAccess } from '../../../test/access.ts'
import { createBulkReads } from './bulk-reads.ts'

let t: TestAccess
let lastId = 0
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())
beforeEach(async () => {
  const [last] = await t.db.rows<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM audit_logs')
  lastId = last?.id ?? 0
})

const entries = () =>
  t.db.rows<{ user_id: number; details: { leads: number } }>(
    `SELECT user_id, details FROM audit_logs WHERE action = 'read_many_contacts' AND id > $1 ORDER BY id`,
    [lastId],
  )
const start = (windowMs?: number) =>
  createBulkReads({ db: t.db, log: { info() {}, warn() {}, error() {} } }, windowMs)
const person = async (login: string) => {
  const principal = await t.who(await t.signIn(login))
  if (!principal) throw new Error(`${login} is nobody`)
  return principal
}

test('a day of work leaves nothing', async () => {
  const reads = start()
  const employee = await person('employee')
  for (let page = 0; page < 19; page++) reads.note(employee, 50)
  await reads.flush()
  expect(await entries()).toEqual([])
})

test('a thousand leads are noted at once, and in the end how many there were; of each person for themselves', async () => {
  const reads = start()
  const [manager, employee] = [await person('manager'), await person('employee')]
  for (let page = 0; page < 5; page++) reads.note(manager, 200)
  reads.note(employee, 200)
  await expect.poll(entries).toEqual([{ user_id: manager.userId, details: { leads: 1000 } }])
  for (let page = 0; page < 50; page++) reads.note(manager, 200)
  await reads.flush()
  expect((await entries()).map(entry => entry.details.leads)).toEqual([1000, 11_000])
})

test('after its window it is counted anew', async () => {
  const reads = start(10)
  const manager = await person('manager')
  reads.note(manager, 1000)
  reads.note(manager, 1)
  await expect.poll(entries).toHaveLength(2)
  reads.note(manager, 999)
  await reads.flush()
  expect(await entries()).toHaveLength(2)
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestAccess, type TestAccess } from '../../../test/access.ts'
import { audit } from './audit.ts'
import { createRefusals, type Refusals } from './refusals.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())
beforeEach(async () => {
  const [last] = await t.db.rows<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM audit_logs')
  lastId = last?.id ?? 0
})

/** Before the test. */
let lastId = 0
const entries = () =>
  t.db.rows<{ action: string; details: unknown }>('SELECT * FROM audit_logs WHERE id > $1 ORDER BY id', [
    lastId,
  ])

describe('within a transaction', () => {
  test('entries are written in order, with all their facts', async () => {
    await t.db.inTransaction(async tx => {
      audit(tx, { userId: t.staff.adminId, action: 'first' })
      audit(tx, {
        userId: t.staff.adminId,
        action: 'second',
        module: 'CRM',
        recordType: 'lead',
        recordId: 17,
        allowed: false,
        ip: '10.0.0.1',
        requestId: 'r-1',
        details: { rows: 3 },
      })
    })
    expect(await entries()).toEqual([
      expect.objectContaining({ action: 'first', allowed: true, record_id: null, details: null }),
      expect.objectContaining({
        user_id: t.staff.adminId,
        action: 'second',
        module_name: 'CRM',
        record_type: 'lead',
        record_id: 17,
        allowed: false,
        ip_address: '10.0.0.1',
        request_id: 'r-1',
        details: { rows: 3 },
      }),
    ])
  })

  test('what is rolled back leaves no entry', async () => {
    const failed = t.db.inTransaction(async tx => {
      audit(tx, { userId: null, action: 'undone' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await entries()).toEqual([])
  })
})

describe('refusals', () => {
  const start = (windowMs?: number) =>
    createRefusals({ db: t.db, log: { info() {}, warn() {}, error() {} } }, windowMs)
  const refuse = (refusals: Refusals, kind: string, times: number) => {
    for (let i = 0; i < times; i++) refusals.note(kind, { userId: null, action: kind, allowed: false })
  }

  test('a flood becomes two entries: the first, and how many followed', async () => {
    const refusals = start()
    refuse(refusals, 'a', 1000)
    refuse(refusals, 'b', 1)
    await refusals.flush()
    const written = await entries()
    expect(written.map(({ action, details }) => [action, details])).toEqual(
      expect.arrayContaining([
        ['a', null],
        ['b', null],
        ['a', { times: 999 }],
      ]),
    )
    expect(written).toHaveLength(3)
  })

  test('when the window ends it is noted anew', async () => {
    const refusals = start(20)
    refuse(refusals, 'a', 3)
    await expect.poll(entries).toHaveLength(2)
    refuse(refusals, 'a', 1)
    await refusals.flush()
    expect((await entries()).map(({ details }) => details)).toEqual([null, { times: 2 }, null])
  })
})

test('failed sign-ins are noted with the account they were about, without its address', async () => {
  await t.http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: 'admin@demo.optimwalls.example', password: 'wrong' },
  })
  await expect.poll(entries).toEqual([
    expect.objectContaining({
      user_id: t.staff.adminId,
      action: 'failed_sign_in',
      allowed: false,
      details: null,
    }),
  ])
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { DemoStaff } from '../../src/modules/access/index.ts'
import { type TestDatabase, testDatabase } from '../test-database.ts'
import { type Caller, upload } from './caller.ts'
import { emptyFolder, type Ground, hire, type Office, openOffice } from './office.ts'
import { startRedis } from './redis.ts'

/** Two that answer and one that works, on one database: as behind one address, scaled. */

const redis = await startRedis()

describe.each([
  { what: 'over PostgreSQL alone', redisUrl: undefined, isHere: true },
  { what: 'with Redis', redisUrl: redis?.url, isHere: redis !== null },
])('several processes $what', ({ redisUrl, isHere }) => {
  let database: TestDatabase
  let folder: { path: string; remove(): Promise<void> }
  let ground: Ground
  let one: Office
  let other: Office
  let staff: DemoStaff
  let admin: Caller

  describe.skipIf(!isHere)(isHere ? 'together' : 'no redis-server on this machine', () => {
    beforeAll(async () => {
      database = await testDatabase()
      folder = await emptyFolder()
      ground = { databaseUrl: database.url, dataDir: folder.path, ...(redisUrl && { redisUrl }) }
      one = await openOffice(ground, 'api')
      other = await openOffice(ground, 'api')
      staff = await hire(one)
      admin = await one.callerFor('admin')
    })
    afterAll(async () => {
      await Promise.all([one.stop(), other.stop()])
      await database.close()
      await folder.remove()
    })

    const through = (caller: Caller, office: Office): Caller => office.withCookie(caller.cookie)

    test('a session of one is a session of the other', async () => {
      expect((await through(admin, other).send('GET', '/api/me')).status).toBe(200)
    })

    test('a change made at one is on the pages of the other, and is read there at once', async () => {
      const employee = await other.callerFor('employee')
      const page = await other.pageOf(employee)
      const assigned_to = staff.salespeople[0]?.id
      const { id } = await admin.must('POST', '/crm/leads', { name: 'Across', assigned_to })
      await page.hears('lead', id)
      for (const location of ['Pune', 'Nashik', 'Satara']) {
        await admin.must('PATCH', `/crm/leads/${id}`, { location })
        expect(await employee.must('GET', `/crm/leads/${id}`)).toMatchObject({ location })
      }
      await page.hears('lead', id, ({ lead }) => lead.location === 'Satara')
      await admin.must('PATCH', `/crm/leads/${id}`, { assigned_to: null })
      await page.hears('gone', id)
      expect((await employee.send('GET', `/crm/leads/${id}`)).status).toBe(404)
    })

    test('signed out at one, refused at the other with the very next request, its socket closed', async () => {
      const here = await one.callerFor('sneha.joshi')
      const there = through(here, other)
      const page = await other.pageOf(there)
      expect((await there.send('GET', '/crm/leads')).status).toBe(200)
      expect((await here.send('POST', '/api/auth/sign-out')).status).toBe(200)
      expect((await there.send('GET', '/crm/leads')).status).toBe(401)
      await page.isTold('signed-out')
      await vi.waitFor(() => expect(page.socket.connected).toBe(false))
    })

    test('a permission taken at one is refused at the other with the very next request', async () => {
      const { roles } = one.app.modules.access
      const by = { userId: staff.superAdminId }
      const there = await other.callerFor('manager')
      const page = await other.pageOf(there)
      const view = { module: 'CRM', action: 'view', scope: 'team' } as const
      expect((await there.send('GET', '/crm/leads')).status).toBe(200)
      await roles.changePermission('Manager', { ...view, allowed: false }, by)
      expect((await there.send('GET', '/crm/leads')).status).toBe(403)
      await page.isTold('access')
      await roles.changePermission('Manager', { ...view, allowed: true }, by)
      expect((await there.send('GET', '/crm/leads')).status).toBe(200)
    })

    test('the same key sent to both at once makes one lead', async () => {
      const body = { name: 'Once only', phone: '98126 11111' }
      const headers = { 'idempotency-key': `both-${redisUrl}` }
      const answers = await Promise.all(
        [one, other, one, other].map(office =>
          through(admin, office).send('POST', '/crm/leads', { body, headers }),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    })

    test('jobs wait for a process that works, and only that one does them', async () => {
      const sent = await admin.send('POST', '/crm/imports', upload('Name,City\nIla Imported,Pune\n'))
      const { id } = JSON.parse(sent.text)
      const page = await other.pageOf(admin)
      await admin.must('PUT', `/crm/imports/${id}/mapping`, {
        columns: { Name: 'name', City: 'location' },
        country: 'IN',
        historical: true,
        on_duplicate: 'flag',
        system: 'csv',
      })
      await admin.must('POST', `/crm/imports/${id}/run`)
      const stateOf = async () => (await admin.must<{ status: string }>('GET', `/crm/imports/${id}`)).status
      await sleep(500)
      expect(await stateOf()).toBe('queued')

      const worker = await openOffice(ground, 'worker')
      try {
        expect(worker.address).toBe('')
        await vi.waitFor(async () => expect(await stateOf()).toBe('done'))
        // What the worker says reaches the pages of the others.
        await page.isTold('import')
        const found = await admin.must<{ data: object[] }>('GET', '/crm/leads?q=Ila')
        expect(found.data).toHaveLength(1)
      } finally {
        await worker.stop()
      }
    })
  })
})

afterAll(() => redis?.stop())

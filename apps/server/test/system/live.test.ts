import { setTimeout as sleep } from 'node:timers/promises'
import type { PresenceFrame } from '@optimwalls/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { DEMO_PASSWORD, type DemoStaff } from '../../src/modules/access/index.ts'
import { publish } from '../../src/platform/events/events.ts'
import { type TestDatabase, testDatabase } from '../test-database.ts'
import type { Caller } from './caller.ts'
import { emptyFolder, hire, type Office, openOffice } from './office.ts'
import type { Page } from './page.ts'

let database: TestDatabase
let folder: { path: string; remove(): Promise<void> }
let office: Office
let staff: DemoStaff

const WATCHERS = ['admin', 'manager', 'suresh.gowda', 'employee', 'sneha.joshi', 'deepa.hegde'] as const
type Watcher = (typeof WATCHERS)[number]

/** Signed in for the whole file; each test opens pages of its own. */
const callers = {} as Record<Watcher, Caller>
let pages: Record<Watcher, Page>

const CONTACT = {
  email: 'lalita.live@hidden.example',
  phone: '+919812377001',
  phones: ['+919812377002'],
  address: '7 Hidden Lane',
}
const SECRETS = ['lalita.live', 'hidden.example', '98123', '377001', '377002', 'Hidden Lane']

beforeAll(async () => {
  database = await testDatabase()
  folder = await emptyFolder()
  office = await openOffice({ databaseUrl: database.url, dataDir: folder.path })
  staff = await hire(office)
  for (const login of WATCHERS) callers[login] = await office.callerFor(login)
})
afterAll(async () => {
  await office.stop()
  await database.close()
  await folder.remove()
})
beforeEach(async () => {
  const opened = await Promise.all(
    WATCHERS.map(async login => [login, await office.pageOf(callers[login])] as const),
  )
  pages = Object.fromEntries(opened) as Record<Watcher, Page>
  return () => {
    for (const page of Object.values(pages)) page.close()
  }
})

const idOf = (name: string) => staff.salespeople.find(person => person.name === name)?.id ?? 0
const ARJUN = () => idOf('Arjun Patil')
const SNEHA = () => idOf('Sneha Joshi')
const DEEPA = () => idOf('Deepa Hegde')

const addLead = (assigned_to: number | null) =>
  callers.admin.must('POST', '/crm/leads', { name: 'Lalita Live', ...CONTACT, assigned_to })
const edit = (id: number, patch: object) => callers.admin.must('PATCH', `/crm/leads/${id}`, patch)

/** Who was told of a lead, once everybody had the time to be: the admin, who sees all, has by then heard of a later lead. */
async function told(leadId: number): Promise<Partial<Record<Watcher, string>>> {
  const last = await callers.admin.must('POST', '/crm/leads', { name: 'Last of all', assigned_to: null })
  await pages.admin.hears('lead', last.id)
  await sleep(50)
  return Object.fromEntries(
    WATCHERS.flatMap(login => {
      // Whatever else happens to a lead, its score for one, says the same again; when, is chance.
      const words = pages[login].wordsOf(leadId).filter((word, i, all) => word !== all[i - 1])
      return words.length === 0 ? [] : [[login, words.join(' ')]]
    }),
  )
}

describe('a change reaches the open pages of those who may see the lead, and nobody else', () => {
  test('created', async () => {
    const { id } = await addLead(ARJUN())
    const frame = await pages.employee.hears('lead', id)
    expect(frame).toMatchObject({
      event: 'lead.created',
      actor_id: staff.adminId,
      lead: { name: 'Lalita Live', assigned_to: ARJUN(), owner: { name: 'Arjun Patil' } },
    })
    expect(await told(id)).toEqual({ admin: 'lead', manager: 'lead', employee: 'lead' })
  })

  test('edited', async () => {
    const { id } = await addLead(SNEHA())
    await edit(id, { location: 'Nashik', email: 'lalita.live.2@hidden.example' })
    const frame = await pages['sneha.joshi'].hears('lead', id, ({ lead }) => lead.location === 'Nashik')
    expect(frame.lead.version).toBe(2)
    expect(Object.keys(await told(id))).toEqual(['admin', 'manager', 'sneha.joshi'])
  })

  test('given to a colleague: it appears there and is gone here', async () => {
    const { id } = await addLead(ARJUN())
    await pages.employee.hears('lead', id)
    await edit(id, { assigned_to: SNEHA() })
    await pages['sneha.joshi'].hears('lead', id)
    await pages.employee.hears('gone', id)
    expect(await told(id)).toEqual({
      admin: 'lead',
      manager: 'lead',
      employee: 'lead gone',
      'sneha.joshi': 'lead',
    })
  })

  test('given to another team: gone for the whole team, its manager included', async () => {
    const { id } = await addLead(ARJUN())
    await pages.manager.hears('lead', id)
    await edit(id, { assigned_to: DEEPA() })
    await Promise.all([pages.manager.hears('gone', id), pages.employee.hears('gone', id)])
    expect(await told(id)).toEqual({
      admin: 'lead',
      manager: 'lead gone',
      employee: 'lead gone',
      'suresh.gowda': 'lead',
      'deepa.hegde': 'lead',
    })
  })

  test('deleted and brought back', async () => {
    const { id } = await addLead(DEEPA())
    await callers.admin.must('DELETE', `/crm/leads/${id}`)
    await pages['deepa.hegde'].hears('gone', id)
    await callers.admin.must('POST', `/crm/leads/${id}/restore`)
    await pages['deepa.hegde'].hears('lead', id, frame => frame.event === 'lead.restored')
    const all = 'lead gone lead'
    expect(await told(id)).toEqual({ admin: all, 'suresh.gowda': all, 'deepa.hegde': all })
  })

  test('no message holds how to reach the lead', async () => {
    const { id } = await addLead(ARJUN())
    await edit(id, { phone: '+919812377003', address: '8 Hidden Lane' })
    await told(id)
    const heard = JSON.stringify(WATCHERS.map(login => pages[login].heard))
    expect(heard).toContain('Lalita Live')
    for (const secret of SECRETS) expect(heard).not.toContain(secret)
  })
})

describe('people meet over a lead', () => {
  const join = (login: Watcher, id: number) =>
    pages[login].socket
      .timeout(60_000)
      .emitWithAck('join', { topic: `lead:${id}`, doing: { field: 'budget' } })
  const present = (login: Watcher) => {
    const frame = pages[login].heard.findLast(([name]) => name === 'presence')?.[1]
    return (frame as PresenceFrame | undefined)?.people.map(({ name }) => name)
  }

  test('those who may read it, as long as they may; anyone else learns nothing', async () => {
    const { id } = await addLead(ARJUN())
    for (const login of ['manager', 'employee'] as const)
      expect(await join(login, id)).toEqual({ here: true })
    for (const login of ['sneha.joshi', 'deepa.hegde'] as const) {
      expect(await join(login, id)).toEqual({ here: false })
      expect(await join(login, 999_999)).toEqual({ here: false })
    }
    await vi.waitFor(() => expect(present('employee')).toHaveLength(2))
    await edit(id, { assigned_to: SNEHA() })
    await pages.employee.isTold('left')
    await vi.waitFor(() => expect(present('manager')).toHaveLength(1))
    expect(await join('employee', id)).toEqual({ here: false })
    expect(await join('sneha.joshi', id)).toEqual({ here: true })
    await callers.admin.must('DELETE', `/crm/leads/${id}`)
    await pages['sneha.joshi'].isTold('left')
    await told(id)
    expect(present('deepa.hegde')).toBeUndefined()
  })
})

describe('a page that was away', () => {
  test('hears of all it missed, as it is now, and of what it may no longer see', async () => {
    const kept = await addLead(ARJUN())
    const lost = await addLead(ARJUN())
    await pages.employee.hears('lead', lost.id)
    const { cursor } = await pages.employee.hears('lead', kept.id)
    pages.employee.close()
    await edit(kept.id, { location: 'Satara' })
    await edit(lost.id, { assigned_to: SNEHA() })
    const foreign = await addLead(DEEPA())

    const page = await office.pageOf(callers.employee)
    const answer = await page.catchUp(cursor)
    const events = 'events' in answer ? answer.events.filter(event => event.name !== 'reload') : []
    const words = events.map(({ name, body }) => [name, idIn(body)])
    expect(words).toContainEqual(['lead', kept.id])
    expect(words).toContainEqual(['gone', lost.id])
    expect(JSON.stringify(answer)).toContain('Satara')
    expect(words.map(([, id]) => id)).not.toContain(foreign.id)
    for (const secret of SECRETS) expect(JSON.stringify(answer)).not.toContain(secret)
  })

  test('hears of a transaction that began before the last message and committed after it', async () => {
    const { db } = office.app.platform
    const slow = await addLead(ARJUN())
    await pages.employee.hears('lead', slow.id)
    let finish = () => {}
    const held = new Promise<void>(resolve => {
      finish = resolve
    })
    let hasWritten = () => {}
    const written = new Promise<void>(resolve => {
      hasWritten = resolve
    })
    const slowWrite = db.inTransaction(async tx => {
      await tx.rows("UPDATE leads SET location = 'Slowpur' WHERE id = $1", [slow.id])
      publish(tx, { name: 'lead.updated', leadId: slow.id, actorId: staff.adminId, data: {} })
      hasWritten()
      await held
    })
    await written
    const quick = await addLead(ARJUN())
    const { cursor } = await pages.employee.hears('lead', quick.id)
    pages.employee.close()
    finish()
    await slowWrite

    const page = await office.pageOf(callers.employee)
    const answer = await page.catchUp(cursor)
    expect(JSON.stringify(answer)).toContain('Slowpur')
  })

  test('a cursor of another database, or none at all, means: fetch everything again', async () => {
    for (const cursor of ['999999999999999', 'garbage', '']) {
      expect(await pages.employee.catchUp(cursor)).toMatchObject({ reload: true })
    }
  })
})

describe('rights', () => {
  test('a session that is ended closes its socket, and its cookie opens nothing', async () => {
    const caller = await office.callerFor('rohan.kale')
    const page = await office.pageOf(caller)
    const elsewhere = await office.callerFor('rohan.kale')
    await elsewhere.must('POST', '/crm/sessions/end-others', { password: DEMO_PASSWORD })
    await page.isTold('signed-out')
    await vi.waitFor(() => expect(page.socket.connected).toBe(false))
    expect((await caller.send('GET', '/crm/leads')).status).toBe(401)
    await expect(office.pageOf(caller)).rejects.toThrow()
  })

  test('a role that is taken holds from the next request on, and for what the page hears', async () => {
    const { roles } = office.app.modules.access
    const by = { userId: staff.superAdminId }
    const caller = await office.callerFor('karthik.reddy')
    const page = await office.pageOf(caller)
    const mine = idOf('Karthik Reddy')
    const { id } = await addLead(mine)
    await page.hears('lead', id)

    await roles.removeRole(mine, 'Employee', by)
    expect((await caller.send('GET', `/crm/leads/${id}`)).status).toBe(403)
    await page.isTold('access')
    await edit(id, { location: 'Mysuru' })
    await told(id)
    expect(page.wordsOf(id)).toEqual(['lead'])

    await roles.assignRole(mine, 'Employee', by)
    expect((await caller.send('GET', `/crm/leads/${id}`)).status).toBe(200)
  })

  test('a permission that is widened lets the page hear more', async () => {
    const { roles } = office.app.modules.access
    const by = { userId: staff.superAdminId }
    const view = { module: 'CRM', action: 'view', allowed: true } as const
    const foreign = await addLead(DEEPA())
    expect((await callers.employee.send('GET', `/crm/leads/${foreign.id}`)).status).toBe(404)
    await roles.changePermission('Employee', { ...view, scope: 'all' }, by)
    try {
      expect((await callers.employee.send('GET', `/crm/leads/${foreign.id}`)).status).toBe(200)
      await pages.employee.isTold('access')
      await edit(foreign.id, { location: 'Hubballi' })
      await pages.employee.hears('lead', foreign.id)
    } finally {
      await roles.changePermission('Employee', { ...view, scope: 'own' }, by)
    }
  })

  test('whoever looks on as somebody hears what they would hear, is nowhere, and is themselves again when it ends', async () => {
    const viewer = await office.callerFor('admin')
    const page = await office.pageOf(viewer)
    const [theirs, foreign] = [await addLead(ARJUN()), await addLead(DEEPA())]
    await page.hears('lead', foreign.id)
    await viewer.must('POST', '/crm/view-as', { user_id: ARJUN() })
    await page.isTold('access')
    await edit(foreign.id, { location: 'Kalaburagi' })
    await edit(theirs.id, { location: 'Nashik' })
    const asTold = await pages.employee.hears('lead', theirs.id, ({ lead }) => lead.location === 'Nashik')
    const isThere = ({ lead }: { lead: { location?: unknown } }) => lead.location === 'Nashik'
    const { lead } = await page.hears('lead', theirs.id, isThere)
    expect(Object.keys(lead).sort()).toEqual(Object.keys(asTold.lead).sort())
    const caughtUp = await page.catchUp(page.cursor)
    expect(JSON.stringify(caughtUp)).not.toContain('Kalaburagi')
    expect(JSON.stringify(page.heard)).not.toContain('Kalaburagi')
    // Neither present to others nor able to write.
    expect(await page.socket.timeout(60_000).emitWithAck('join', { topic: `lead:${theirs.id}` })).toEqual({
      here: false,
    })
    expect(
      (await viewer.send('PATCH', `/crm/leads/${theirs.id}`, { body: { location: 'Pune' } })).status,
    ).toBe(403)

    const before = timesTold(page)
    await viewer.must('DELETE', '/crm/view-as')
    await vi.waitFor(() => expect(timesTold(page)).toBeGreaterThan(before), { timeout: 60_000, interval: 50 })
    await edit(foreign.id, { location: 'Dharwad' })
    await page.hears('lead', foreign.id, ({ lead }) => lead.location === 'Dharwad')
  })

  test('a view ends on the page with the right of whoever looks on', async () => {
    const viewer = await office.callerFor('admin')
    const page = await office.pageOf(viewer)
    await viewer.must('POST', '/crm/view-as', { user_id: ARJUN() })
    await page.isTold('access')
    const { roles } = office.app.modules.access
    const manage = { module: 'Administration', action: 'manage_users', scope: 'all' } as const
    const by = { userId: staff.superAdminId }
    const before = timesTold(page)
    await roles.changePermission('Admin', { ...manage, allowed: false }, by)
    try {
      await vi.waitFor(() => expect(timesTold(page)).toBeGreaterThan(before), {
        timeout: 60_000,
        interval: 50,
      })
      const foreign = await addLead(DEEPA())
      await page.hears('lead', foreign.id)
    } finally {
      await roles.changePermission('Admin', { ...manage, allowed: true }, by)
    }
  })

  test('nobody, and a page of another site, get no socket', async () => {
    await expect(office.pageOf(await office.callerFor(null))).rejects.toThrow()
  })
})

/** How often a page was told that its rights have changed. */
const timesTold = (page: Page): number => page.heard.filter(([name]) => name === 'access').length

function idIn(body: { id: number } | { lead: { id: number } }): number {
  return 'lead' in body ? body.lead.id : body.id
}

test('other bands of scores are told to everybody who sees leads', async () => {
  const settings = (await callers.admin.must('GET', '/crm/settings/scoring')) as { bands: { high: number } }
  await callers.admin.must('PUT', '/crm/settings/scoring', {
    ...settings,
    bands: { ...settings.bands, high: settings.bands.high + 1 },
  })
  for (const login of WATCHERS) await pages[login].isTold('setup')
  expect(pages.employee.heard.filter(([name]) => name === 'setup')).toEqual([
    ['setup', { what: 'score-bands' }],
  ])
})

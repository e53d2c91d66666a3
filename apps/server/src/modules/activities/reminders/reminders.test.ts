import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import { type MailServer, openMailServer } from '../../../../test/mail-server.ts'
import { openPushService } from '../../../../test/push-service.ts'
import type { FollowUp } from '../activities.schemas.ts'

const MINUTE = 60_000
const REP = 'employee@demo.optimwalls.example'
const PATIENT = { interval: 30 }

interface Told {
  id: number
  kind: string
  lead: { id: number; name: string } | null
  title: string
  data: Record<string, unknown>
  read_at: string | null
}

/** The clock of everything but the database. */
let clock = new Date()
let mailServer: MailServer
let push: Awaited<ReturnType<typeof openPushService>>
let firm: LeadApp
let admin: Client
let rep: Client
let manager: Client
let repId: number
beforeAll(async () => {
  mailServer = await openMailServer()
  push = await openPushService()
  firm = await openLeadApp({ works: true, now: () => clock, smtpUrl: mailServer.url })
  admin = await firm.as('admin')
  rep = await firm.as('employee')
  manager = await firm.as('manager')
  repId = firm.staff.salespeople[0]?.id ?? 0
})
afterAll(async () => {
  await firm.close()
  await mailServer.close()
  await push.close()
})

const inMinutes = (minutes: number) => new Date(clock.getTime() + minutes * MINUTE)
const plan = async (leadId: number, minutes: number, more = {}) =>
  (
    await rep.post<FollowUp>('/crm/follow-ups', {
      lead_id: leadId,
      due_at: inMinutes(minutes).toISOString(),
      ...more,
    })
  ).json
const told = async (by: Client, leadId?: number) =>
  (await by.get<{ data: Told[] }>('/crm/notifications?limit=100')).json.data.filter(
    one => leadId === undefined || one.lead?.id === leadId,
  )
const kinds = async (by: Client, leadId: number) => (await told(by, leadId)).map(one => one.kind).toReversed()
/** Runs a job as the queue does it, and waits until none is left. */
async function run(job: string): Promise<void> {
  await firm.db.rows('SELECT FROM graphile_worker.add_job($1)', [job])
  await vi.waitFor(async () => {
    const jobs = await firm.db.rows(
      'SELECT 1 FROM graphile_worker._private_jobs j WHERE run_at <= now() AND attempts < max_attempts',
    )
    expect(jobs).toEqual([])
  }, PATIENT)
}
const settings = async (by: Client, change: object) => {
  const {
    devices: _,
    push_key: __,
    ...before
  } = (await by.get<{ devices: unknown; push_key: unknown }>('/crm/notification-settings')).json
  const answer = await by.put('/crm/notification-settings', { ...before, ...change })
  expect(answer.status, answer.text).toBe(200)
}

test('before, at and after its time the person hears once each, and a day later the manager', async () => {
  const lead = await admin.lead({ name: 'Pooja Bhandari', assigned_to: repId })
  await plan(lead.id, 30)
  const heard = async (minutes: number) => {
    clock = inMinutes(minutes)
    await run('reminders-run')
    await run('reminders-run')
    return (await kinds(rep, lead.id)).filter(kind => kind.startsWith('follow_up'))
  }
  expect(await heard(10)).toEqual([])
  expect(await heard(6)).toEqual(['follow_up.upcoming'])
  expect(await heard(15)).toEqual(['follow_up.upcoming', 'follow_up.due'])
  expect(await heard(60)).toEqual(['follow_up.upcoming', 'follow_up.due', 'follow_up.overdue'])
  expect(await kinds(manager, lead.id)).toEqual([])
  expect(await heard(1440)).toHaveLength(3)
  const [escalated] = await told(manager, lead.id)
  expect(escalated).toMatchObject({
    kind: 'follow_up.escalated',
    title: expect.stringMatching(/ is late with Pooja Bhandari$/),
  })
  const events = await firm.db.rows<{ name: string }>(
    `SELECT name FROM events WHERE lead_id = $1 AND name IN ('follow_up.due', 'follow_up.overdue', 'follow_up.escalated') ORDER BY id`,
    [lead.id],
  )
  expect(events.map(event => event.name)).toEqual([
    'follow_up.due',
    'follow_up.overdue',
    'follow_up.escalated',
  ])
})

test('what was moved or is done reminds of nothing, also when its mail was already on the way', async () => {
  const lead = await admin.lead({ name: 'Moved Mitali', assigned_to: repId })
  await settings(rep, { kinds: [{ kind: 'follow_up.due', in_app: true, mail: true, push: false }] })
  const done = await plan(lead.id, 5)
  const moved = await plan(lead.id, 5)
  await rep.post(`/crm/follow-ups/${done.id}/done`, {})
  await rep.patch(`/crm/follow-ups/${moved.id}`, { due_at: inMinutes(600).toISOString() })
  clock = inMinutes(6)
  await run('reminders-run')
  expect((await kinds(rep, lead.id)).filter(kind => kind === 'follow_up.due')).toEqual([])

  // In its quiet hours the mail waits; when its time comes, the call has been made.
  await settings(rep, {
    quiet_from: '00:00',
    quiet_to: '23:59',
    kinds: [{ kind: 'follow_up.due', in_app: true, mail: true, push: false }],
  })
  const waiting = await plan(lead.id, 1)
  clock = inMinutes(2)
  await run('reminders-run')
  expect((await kinds(rep, lead.id)).filter(kind => kind === 'follow_up.due')).toHaveLength(1)
  await rep.post(`/crm/follow-ups/${waiting.id}/done`, {})
  clock = inMinutes(2 * 1440)
  await run('notifications-deliver')
  const [row] = await firm.db.rows<{ state: string }>(
    `SELECT d.state FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
     WHERE n.lead_id = $1 AND n.kind = 'follow_up.due' AND d.channel = 'mail'`,
    [lead.id],
  )
  expect(row?.state).toBe('dropped')
  expect(mailServer.taken.filter(mail => mail.subject.includes('Moved Mitali'))).toEqual([])
  await settings(rep, { quiet_from: null, quiet_to: null, kinds: [] })
})

test('mail goes by SMTP, is tried again when the server is busy, with the same Message-ID, and names no contact detail', async () => {
  const lead = await admin.lead({ name: 'Mailed Meera', phone: '9812300077', assigned_to: repId })
  await settings(rep, { kinds: [{ kind: 'follow_up.due', in_app: true, mail: true, push: false }] })
  await plan(lead.id, 1)
  mailServer.refuse(REP, 451)
  clock = inMinutes(2)
  await run('reminders-run')
  const state = async () =>
    (
      await firm.db.rows<{ state: string; attempts: number; message_id: string }>(
        `SELECT d.state, d.attempts, d.message_id FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
         WHERE n.lead_id = $1 AND d.channel = 'mail'`,
        [lead.id],
      )
    )[0]
  await vi.waitFor(
    async () => expect(await state()).toMatchObject({ state: 'scheduled', attempts: 1 }),
    PATIENT,
  )
  clock = inMinutes(5)
  await run('notifications-deliver')
  await vi.waitFor(async () => expect(await state()).toMatchObject({ state: 'sent', attempts: 2 }), PATIENT)
  const [mail, ...others] = mailServer.taken.filter(one => one.subject.includes('Mailed Meera'))
  expect(others).toEqual([])
  expect(mail?.to).toBe(REP)
  expect(mail?.messageId).toContain((await state())?.message_id)
  expect(mail?.content).toContain(`/leads/${lead.id}`)
  expect(mail?.content).not.toContain('98123')

  // A process that died in the middle of sending: the claim runs out, and the same mail goes again.
  await firm.db.rows(
    `UPDATE notification_deliveries SET state = 'claimed', claimed_at = $1 WHERE message_id = $2`,
    [inMinutes(-10), (await state())?.message_id],
  )
  await run('notifications-deliver')
  const again = mailServer.taken.filter(one => one.subject.includes('Mailed Meera'))
  expect(again.map(one => one.messageId)).toEqual([mail?.messageId, mail?.messageId])
  // For good: not tried again.
  await plan(lead.id, 1)
  mailServer.refuse(REP, 550)
  clock = inMinutes(2)
  await run('reminders-run')
  await vi.waitFor(async () => {
    const rows = await firm.db.rows(
      `SELECT 1 FROM notification_deliveries WHERE state = 'failed' AND error LIKE '%550%'`,
    )
    expect(rows).toHaveLength(1)
  }, PATIENT)
  await settings(rep, { kinds: [] })
})

test('a device gets a push message that it alone can read, with a topic, and is forgotten when it is gone', async () => {
  const { push_key } = (await rep.get<{ push_key: string }>('/crm/notification-settings')).json
  const kept = await rep.post<{ id: number }>('/crm/devices', push.subscription)
  expect(kept.status, kept.text).toBe(201)
  const elsewhere = { ...push.subscription, endpoint: 'https://intranet.example/steal' }
  expect((await rep.post('/crm/devices', elsewhere)).status).toBe(400)
  const lead = await admin.lead({ name: 'Pushed Priya', assigned_to: repId })
  await plan(lead.id, 1)
  push.answer(503)
  clock = inMinutes(2)
  await run('reminders-run')
  clock = inMinutes(5)
  await run('notifications-deliver')
  const [sent] = await vi.waitFor(() => {
    const found = push.taken.filter(one => JSON.stringify(push.open(one.body)).includes('now'))
    expect(found).toHaveLength(1)
    return found
  }, PATIENT)
  if (!sent) throw new Error('nothing was pushed')
  expect(push.open(sent.body)).toMatchObject({
    title: 'Call with Pushed Priya now',
    url: expect.stringContaining(`/leads/${lead.id}`),
  })
  expect(push.isSigned(sent, push_key)).toBe(true)
  expect(sent.headers.topic).toMatch(/^[0-9a-f]{32}$/)
  expect(sent.headers['content-encoding']).toBe('aes128gcm')
  const rows = await firm.db.rows<{ row: string }>('SELECT s::text AS row FROM push_subscriptions s')
  expect(rows[0]?.row).not.toContain('device/1')

  push.answer(410, 410, 410)
  await plan(lead.id, 1)
  clock = inMinutes(2)
  await run('reminders-run')
  await vi.waitFor(
    async () => expect(await firm.db.rows('SELECT 1 FROM push_subscriptions')).toEqual([]),
    PATIENT,
  )
})

test('a lead that went out of reach is neither listed nor counted nor sent', async () => {
  const unread = async () => (await rep.get<{ unread: number }>('/crm/notifications/count')).json.unread
  const before = await unread()
  const lead = await admin.lead({ name: 'Gone Gauri', assigned_to: repId })
  await plan(lead.id, 1)
  clock = inMinutes(2)
  await run('reminders-run')
  expect(await unread()).toBeGreaterThan(before)
  expect(await kinds(rep, lead.id)).toContain('follow_up.due')
  await admin.patch(`/crm/leads/${lead.id}`, { assigned_to: firm.staff.salespeople[8]?.id })
  expect(await kinds(rep, lead.id)).toEqual([])
  expect(await unread()).toBe(before)
})

test('people hear of leads they are given and of words that name them, not of what they did themselves', async () => {
  const mine = await rep.lead({ name: 'My own' })
  const given = await admin.lead({ name: 'Given Gita', assigned_to: repId })
  await admin.post('/crm/activities', {
    lead_id: given.id,
    type: 'note',
    note: 'Look at this',
    mentions: [repId],
  })
  await rep.post('/crm/activities', { lead_id: given.id, type: 'note', note: 'I do', mentions: [repId] })
  await vi.waitFor(
    async () => expect(await kinds(rep, given.id)).toEqual(['lead.assigned', 'mention']),
    PATIENT,
  )
  expect(await kinds(rep, mine.id)).toEqual([])
  const [mention] = await told(rep, given.id)
  expect(mention?.title).toMatch(/named you with Given Gita$/)
  const { json } = await rep.post<{ unread: number }>('/crm/notifications/read', { ids: [mention?.id] })
  const all = await rep.post<{ unread: number }>('/crm/notifications/read', {})
  expect([json.unread > 0, all.json.unread]).toEqual([true, 0])
  const back = await rep.patch<{ unread: number }>(`/crm/notifications/${mention?.id}`, { read: false })
  expect(back.json.unread).toBe(1)
})

test('whoever gets a lead gets what was planned with it', async () => {
  const lead = await admin.lead({ assigned_to: repId })
  await plan(lead.id, 500)
  const sneha = firm.staff.salespeople[1]?.id
  await admin.patch(`/crm/leads/${lead.id}`, { assigned_to: sneha })
  await vi.waitFor(async () => {
    const { json } = await admin.get<{ data: FollowUp[] }>(`/crm/follow-ups?lead_id=${lead.id}`)
    expect(json.data.map(one => one.assigned_to.id)).toEqual([sneha])
  }, PATIENT)
})

test('the digest comes once in the morning of the own zone', async () => {
  const lead = await admin.lead({ assigned_to: repId })
  await settings(rep, { time_zone: 'Asia/Kathmandu', digest_at: '08:30' })
  // 08:30 in Kathmandu is 02:45 in UTC.
  const day = new Date(clock.getTime() + 86_400_000).toISOString().slice(0, 10)
  clock = new Date(`${day}T02:30:00Z`)
  await plan(lead.id, 120)
  const digests = () =>
    firm.db.rows<{ data: { today: number } }>(
      `SELECT data FROM notifications WHERE user_id = $1 AND kind = 'digest'`,
      [repId],
    )
  const before = (await digests()).length
  await run('reminders-digest')
  expect(await digests()).toHaveLength(before)
  clock = new Date(`${day}T02:45:00Z`)
  await run('reminders-digest')
  await run('reminders-digest')
  const [, found = (await digests())[0]] = [null, (await digests()).at(-1)]
  expect(await digests()).toHaveLength(before + 1)
  expect(found?.data.today).toBeGreaterThanOrEqual(1)
  await settings(rep, { time_zone: null })
})

test('a calendar of one person opens by its link alone, names no contact detail, and closes', async () => {
  const lead = await admin.lead({ name: 'Calendar Kavita', phone: '9812300088', assigned_to: repId })
  const foreign = await admin.lead({ name: 'Hidden Hari', assigned_to: repId })
  await plan(lead.id, 60, { kind: 'site_visit', title: 'Ring her on 9812300088' })
  await plan(foreign.id, 60)
  await admin.patch(`/crm/leads/${foreign.id}`, { assigned_to: firm.staff.salespeople[9]?.id })
  const { url } = (await rep.post<{ url: string }>('/crm/calendar-feed')).json
  const read = (address: string) => firm.app.http.inject({ url: new URL(address).pathname })
  const calendar = await read(url)
  expect(calendar.headers['content-type']).toMatch(/^text\/calendar/)
  expect(calendar.body).toContain('Visit Calendar Kavita')
  expect(calendar.body).not.toMatch(/98123|Hidden Hari/)
  const second = (await rep.post<{ url: string }>('/crm/calendar-feed')).json.url
  expect((await read(url)).statusCode).toBe(404)
  await rep.delete('/crm/calendar-feed')
  expect((await read(second)).statusCode).toBe(404)
})

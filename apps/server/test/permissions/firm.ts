import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { type App, buildApp } from '../../src/app.ts'
import { createDemoPeople, DEMO_PASSWORD, type DemoStaff } from '../../src/modules/access/index.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { PNG } from '../documents.ts'
import { quiet, testDatabase } from '../test-database.ts'
import type { Caller } from './matrix.ts'
import { DEVICE, type Whose } from './requests.ts'

/** Stands in every lead that is outside the reach of the Pune team. */
export const FOREIGN_NAME = 'Farhan Foreign'

/** The whole product with the demo people, asked without a network. */
export interface Firm {
  app: App
  staff: DemoStaff
  password: string
  emailOf(caller: Caller): string
  /** Sends a request as someone. Signs in when need be. */
  ask(caller: Caller, request: InjectOptions): Promise<{ status: number; type: unknown; body: string }>
  /** A lead of employee@ in the Pune team, or one of the Bengaluru team. @returns its id */
  addLead(whose: Whose, options?: { isDeleted?: boolean }): Promise<number>
  /** Such a lead that became a client, for whom designer@ designs where the lead is of the Pune team. */
  addClient(whose: Whose): Promise<{ lead_id: number; client_id: number }>
  /** A call with such a lead, logged by employee@ or by the Super Admin. @returns its id */
  addActivity(whose: Whose): Promise<number>
  /** A follow-up of such a lead. @returns its id */
  addFollowUp(whose: Whose): Promise<number>
  /** A stage of the standard pipeline. @returns its id */
  stageId(name: string): Promise<number>
  /** Two leads of the Pune team. */
  addPair(): Promise<[number, number]>
  /** A merge of two leads of the Pune team. @returns its id */
  addMerge(): Promise<number>
  /** Somebody asks for a lead. @returns the id of the request */
  addAccessRequest(whose: Whose): Promise<number>
  /** Something that the caller, or somebody else, was told. @returns its id */
  addNotification(caller: Caller, whose: Whose): Promise<number>
  addDevice(caller: Caller, whose: Whose): Promise<number>
  /** The file of a calendar; a link that was closed when it is foreign. */
  addFeed(whose: Whose): Promise<string>
  addSession(caller: Caller, whose: Whose): Promise<number>
  addImport(caller: Caller, whose: Whose): Promise<number>
  /** A change of many leads that is over, or a view: of the caller, or of somebody else. */
  addBulk(caller: Caller, whose: Whose): Promise<number>
  addView(caller: Caller, whose: Whose): Promise<number>
  /** Adds something as the Super Admin. */
  add<T = { id: number }>(url: string, payload: object, headers?: Record<string, string>): Promise<T>
  /** Every custom field. */
  fieldIds(): Promise<number[]>
  /** On a lead of that kind, added by the caller where they may add one. */
  addFile(caller: Caller, whose: Whose): Promise<{ id: number; lead_id: number }>
  photo: { payload: Buffer; headers: Record<string, string> }
  addExport(caller: Caller, whose: Whose): Promise<number>
  addReportMail(caller: Caller, whose: Whose): Promise<number>
  addSavedMapping(): Promise<number>
  upload: { payload: string; headers: Record<string, string> }
  mapping: object
  close(): Promise<void>
}

const BOUNDARY = 'part-of-a-test'
const UPLOAD = {
  headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  payload: [
    `--${BOUNDARY}`,
    'Content-Disposition: form-data; name="file"; filename="leads.csv"',
    'Content-Type: text/csv',
    '',
    'Name,City',
    'Asha Rao,Pune',
    `--${BOUNDARY}--`,
    '',
  ].join('\r\n'),
}
const PHOTO = {
  headers: UPLOAD.headers,
  payload: Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photo.png"\r\n\r\n`),
    PNG,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]),
}
const MAPPING = {
  columns: { Name: 'name', City: 'location' },
  country: 'IN',
  historical: true,
  on_duplicate: 'flag',
  system: 'csv',
}

export async function openFirm(): Promise<Firm> {
  const server = await testDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'optimwalls-matrix-'))
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', DEMO: 'off', LOG_LEVEL: 'silent' })
  // Neither worker nor listener: requests are handed to the app as they are.
  const app = await buildApp({ ...config, databaseUrl: server.url, roles: new Set() }, { log: quiet })
  await app.start()
  await app.http.ready()
  const { db } = app.platform
  const staff = await db.inTransaction(createDemoPeople)
  const cookies = new Map<Caller, string>()
  const emailOf = (caller: Caller) => `${caller}@demo.optimwalls.example`

  async function signIn(caller: Caller): Promise<string> {
    const payload = { email: emailOf(caller), password: DEMO_PASSWORD }
    const answer = await app.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload })
    return String(answer.headers['set-cookie']).split(';')[0] ?? ''
  }

  async function cookieOf(caller: Caller): Promise<string | undefined> {
    if (caller === 'nobody') return undefined
    const known = cookies.get(caller)
    if (known && (await app.modules.access.authenticate({ headers: { cookie: known } }))) return known
    const cookie = await signIn(caller)
    cookies.set(caller, cookie)
    return cookie
  }

  async function ask(caller: Caller, request: InjectOptions) {
    const cookie = await cookieOf(caller)
    const headers = { ...request.headers, ...(cookie && { cookie }) }
    const answer = await app.http.inject({ ...request, headers })
    const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json')
    return { status: answer.statusCode, type: isProblem ? answer.json().type : undefined, body: answer.body }
  }

  async function must<T = { id: number }>(caller: Caller, request: InjectOptions): Promise<T> {
    const { status, body } = await ask(caller, request)
    if (status >= 300) throw new Error(`${request.method} ${request.url} answered ${status}: ${body}`)
    return JSON.parse(body || '{}')
  }

  const otherThan = (caller: Caller): Caller => (caller === 'client' ? 'designer' : 'client')
  async function idOf(caller: Caller): Promise<number> {
    const cookie = (await cookieOf(caller)) ?? ''
    return (await app.modules.access.authenticate({ headers: { cookie } }))?.userId ?? 0
  }

  async function addLead(whose: Whose, { isDeleted = false } = {}): Promise<number> {
    const [mine] = staff.salespeople
    const theirs = staff.salespeople.find(({ teamId }) => teamId === staff.teams.bengaluruId)
    const payload =
      whose === 'own'
        ? { name: 'Pavan Pune', assigned_to: mine?.id }
        : { name: FOREIGN_NAME, assigned_to: theirs?.id }
    const { id } = await must('superadmin', { method: 'POST', url: '/crm/leads', payload })
    if (isDeleted) await must('superadmin', { method: 'DELETE', url: `/crm/leads/${id}` })
    return id
  }

  const addPair = async (): Promise<[number, number]> => [await addLead('own'), await addLead('own')]

  return {
    app,
    staff,
    password: DEMO_PASSWORD,
    emailOf,
    ask,
    upload: UPLOAD,
    mapping: MAPPING,
    addLead,
    async addClient(whose) {
      const url = `/crm/leads/${await addLead(whose)}/convert`
      const payload = { fields: { budget: 1_200_000, project_type: 'residential' } }
      const { status, body } = await ask('superadmin', { method: 'POST', url, payload })
      if (status !== 201) throw new Error(`the conversion was refused: ${body}`)
      const made: { lead_id: number; client_id: number } = JSON.parse(body)
      if (whose === 'own') {
        const people = { account_owner_id: null, designer_id: staff.designerId, version: 1 }
        await must('superadmin', {
          method: 'PUT',
          url: `/crm/clients/${made.client_id}/people`,
          payload: people,
        })
      }
      return made
    },
    async addActivity(whose) {
      const payload = { lead_id: await addLead(whose), type: 'call', note: 'Talked about the kitchen' }
      const who = whose === 'own' ? 'employee' : 'superadmin'
      return (await must(who, { method: 'POST', url: '/crm/activities', payload })).id
    },
    async addFollowUp(whose) {
      const payload = { lead_id: await addLead(whose), due_at: '2030-01-01T10:00:00Z' }
      return (await must('superadmin', { method: 'POST', url: '/crm/follow-ups', payload })).id
    },
    async addBulk(caller, whose) {
      await db.rows(
        "UPDATE bulk_changes SET status = 'cancelled', finished_at = now() WHERE finished_at IS NULL",
      )
      const isSuperAdmins = (caller === 'superadmin') === (whose === 'own')
      const payload = { action: 'tag', add_tags: ['Bulk'], selection: { ids: [1] } }
      const { id } = await must(isSuperAdmins ? 'superadmin' : 'admin', {
        method: 'POST',
        url: '/crm/bulk',
        payload,
      })
      return id
    },
    async addView(caller, whose) {
      const seesLeads = caller === 'admin' || caller === 'manager' || caller === 'employee'
      const owner =
        whose === 'own' && seesLeads ? caller : caller === 'superadmin' && whose === 'own' ? caller : 'admin'
      const payload = { name: 'A view', definition: { filters: {} } }
      const isTheirs = owner === caller && whose === 'foreign'
      return (await must(isTheirs ? 'superadmin' : owner, { method: 'POST', url: '/crm/views', payload })).id
    },
    add: (url, payload, headers) =>
      must('superadmin', { method: 'POST', url, payload, ...(headers && { headers }) }),
    async fieldIds() {
      await must('superadmin', {
        method: 'POST',
        url: '/crm/settings/fields',
        payload: { label: `Field of order ${Date.now()}${Math.random()}`, kind: 'text' },
      })
      const { body } = await ask('superadmin', { method: 'GET', url: '/crm/settings/fields' })
      return (JSON.parse(body).data as { id: number }[]).map(({ id }) => id)
    },
    async stageId(name) {
      const [stage] = await db.rows<{ id: number }>(
        'SELECT s.id FROM stages s JOIN pipelines p ON p.id = s.pipeline_id WHERE p.project_type IS NULL AND s.name = $1',
        [name],
      )
      return stage?.id ?? 0
    },
    addPair,
    async addMerge() {
      const [winner_id, loser_id] = await addPair()
      const payload = { winner_id, loser_id }
      const request = { method: 'POST', url: '/crm/leads/merge', payload } as const
      return (await must<{ merge_id: number }>('superadmin', request)).merge_id
    },
    async addAccessRequest(whose) {
      const requester = staff.salespeople.at(-1)?.id
      const [row] = await db.rows<{ id: number }>(
        'INSERT INTO lead_access_requests (lead_id, requester_id) VALUES ($1, $2) RETURNING id',
        [await addLead(whose), requester],
      )
      return row?.id ?? 0
    },
    photo: PHOTO,
    async addFile(caller, whose) {
      const url = `/crm/leads/${await addLead(whose)}/files`
      const mayAdd = whose === 'own' && (caller === 'manager' || caller === 'employee')
      return must(mayAdd ? caller : 'superadmin', { method: 'POST', url, ...PHOTO })
    },
    async addNotification(caller, whose) {
      const user = await idOf(whose === 'own' && caller !== 'nobody' ? caller : otherThan(caller))
      const [row] = await db.rows<{ id: number }>(
        `INSERT INTO notifications (user_id, kind, key) VALUES ($1, 'digest', gen_random_uuid()::text) RETURNING id`,
        [user],
      )
      return row?.id ?? 0
    },
    async addDevice(caller, whose) {
      const owner = whose === 'own' && caller !== 'nobody' ? caller : otherThan(caller)
      const payload = { ...DEVICE, endpoint: `${DEVICE.endpoint}-${owner}-${Math.random()}` }
      return (await must(owner, { method: 'POST', url: '/crm/devices', payload })).id
    },
    async addFeed(whose) {
      const { body } = await ask('employee', { method: 'POST', url: '/crm/calendar-feed' })
      if (whose === 'foreign') await ask('employee', { method: 'DELETE', url: '/crm/calendar-feed' })
      return JSON.parse(body).url.split('/').at(-1)
    },
    async addSession(caller, whose) {
      const owner =
        whose === 'own' && caller !== 'nobody' ? caller : caller === 'client' ? 'designer' : 'client'
      const cookie = await signIn(owner)
      return (await app.modules.access.authenticate({ headers: { cookie } }))?.sessionId ?? 0
    },
    async addImport(caller, whose) {
      const isSuperAdmins = (caller === 'superadmin') === (whose === 'own')
      const owner = isSuperAdmins ? 'superadmin' : 'admin'
      return (await must(owner, { method: 'POST', url: '/crm/imports', ...UPLOAD })).id
    },
    async addExport(caller, whose) {
      const isOf = (person: Caller) => (caller === person) === (whose === 'own')
      const owner =
        caller === 'manager' && whose === 'own' ? 'manager' : isOf('superadmin') ? 'superadmin' : 'admin'
      return (await must(owner, { method: 'POST', url: '/crm/exports', payload: { format: 'csv' } })).id
    },
    async addReportMail(caller, whose) {
      const other = caller === 'superadmin' ? 'admin' : 'superadmin'
      const [row] = await db.rows<{ id: number }>(
        `INSERT INTO report_subscriptions (user_id, report, question, span, weekday, hour, since)
         SELECT id, 'sources', jsonb_build_object('source', jsonb_build_array($2::text)), '7d', 1, 9, now()
         FROM users WHERE email = $1 RETURNING id`,
        [emailOf(whose === 'own' && caller !== 'nobody' ? caller : other), String(Math.random())],
      )
      return row?.id ?? 0
    },
    async addSavedMapping() {
      const payload = { name: `Kept ${Math.random()}`, mapping: MAPPING }
      return (await must('superadmin', { method: 'POST', url: '/crm/import-mappings', payload })).id
    },
    async close() {
      await app.stop()
      await server.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

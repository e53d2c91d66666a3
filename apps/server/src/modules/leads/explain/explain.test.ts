import { PERMISSIONS, SCOPES } from '@optimwalls/permissions'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { LeadDeed } from '../lead-deeds.ts'
import type { LeadViewers, PersonAccess } from './explain.schemas.ts'

let firm: LeadApp
let admin: Client
let arjun: number
let sneha: number
let deepa: number

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('superadmin')
  const { salespeople } = firm.staff
  const ids = [salespeople[0]?.id, salespeople[1]?.id, salespeople[5]?.id]
  ;[arjun = 0, sneha = 0, deepa = 0] = ids
})
afterAll(() => firm.close())

const accessOf = async (leadId: number, personId: number) =>
  (await admin.get<PersonAccess>(`/crm/leads/${leadId}/access/${personId}`)).json
const reasons = ({ data }: PersonAccess) => Object.fromEntries(data.map(({ deed, reason }) => [deed, reason]))

describe('in words', () => {
  test('a salesperson with a lead of their own', async () => {
    const { id } = await admin.lead({ assigned_to: arjun })
    const access = await accessOf(id, arjun)
    expect(access.person).toMatchObject({ id: arjun, name: 'Arjun Patil', is_active: true })
    expect(access.roles).toEqual(['Employee'])
    expect(access.data.map(({ deed, allowed }) => [deed, allowed])).toEqual([
      ['view', true],
      ['edit', true],
      ['move', true],
      ['log', true],
      ['assign', false],
      ['delete', false],
      ['export', false],
      ['merge', false],
    ])
    expect(access.data[0]).toEqual({
      deed: 'view',
      allowed: true,
      permission: 'view',
      scope: 'own',
      roles: ['Employee'],
      way: 'owner',
      reason: 'Employee may see leads of their own, and they look after this one.',
    })
    expect(reasons(access)).toMatchObject({
      delete: 'No role of theirs (Employee) lets them delete leads.',
      assign: 'No role of theirs (Employee) lets them decide who looks after leads.',
    })
  })

  test('a colleague is kept out, the manager and the admin come in', async () => {
    const { id } = await admin.lead({ assigned_to: arjun })
    const manager = firm.staff.managers[0]?.id ?? 0
    expect(reasons(await accessOf(id, sneha))).toMatchObject({
      view: 'Employee may see leads of their own, but this one is looked after by Arjun Patil in the team Pune.',
    })
    expect(reasons(await accessOf(id, manager))).toMatchObject({
      view: 'Manager may see leads of their teams, and this one belongs to Pune, where they work.',
      assign:
        'Manager may change leads of their teams, and this one belongs to Pune, where they work. Manager may decide who looks after leads of their teams.',
    })
    expect(reasons(await accessOf(id, firm.staff.adminId))).toMatchObject({
      view: 'Admin may see all leads.',
    })
  })

  test('a lead of nobody, a deleted one, a person who has left', async () => {
    const free = await admin.lead({ assigned_to: null })
    expect(reasons(await accessOf(free.id, arjun))).toMatchObject({
      view: "Employee may see leads of their own, but this one is nobody's and in no team.",
    })
    const gone = await admin.lead({ assigned_to: arjun })
    await admin.delete(`/crm/leads/${gone.id}`)
    expect(reasons(await accessOf(gone.id, arjun))).toEqual({
      view: 'No role of theirs (Employee) lets them see and bring back deleted leads.',
      restore: 'No role of theirs (Employee) lets them see and bring back deleted leads.',
    })
    const [left] = firm.staff.salespeople.slice(-1)
    await firm.db.rows('UPDATE users SET is_active = false WHERE id = $1', [left?.id])
    await firm.db.rows('UPDATE access_epoch SET epoch = epoch + 1')
    const access = await accessOf(free.id, left?.id ?? 0)
    expect(access.data.some(({ allowed }) => allowed)).toBe(false)
    expect(access.data[0]?.reason).toBe(`${left?.name} was deactivated and may do nothing.`)
  })
})

test('who sees a lead, and how many do not', async () => {
  const { id } = await admin.lead({ assigned_to: deepa })
  const { json } = await admin.get<LeadViewers>(`/crm/leads/${id}/access`)
  expect(json.data.map(({ person }) => person.name)).toEqual([
    'Ananya Rao',
    'Deepa Hegde',
    'Rajesh Kulkarni',
    'Suresh Gowda',
  ])
  expect(json.data.every(({ view }) => view.allowed)).toBe(true)
  expect(json.kept_out).toBe(12)
})

describe('who may ask', () => {
  test('only who sees people, and only about leads and people within reach', async () => {
    const { id } = await admin.lead({ assigned_to: deepa })
    for (const login of ['manager', 'employee', 'designer']) {
      const client = await firm.as(login)
      expect((await client.get(`/crm/leads/${id}/access`)).status).toBe(403)
      expect((await client.get(`/crm/leads/${id}/access/${arjun}`)).status).toBe(403)
    }
    expect((await admin.get(`/crm/leads/999999/access`)).status).toBe(404)
    expect((await admin.get(`/crm/leads/${id}/access/999999`)).status).toBe(404)
    expect((await admin.get(`/crm/leads/${id}/access/x`)).status).toBe(400)
  })

  test('a head of a team who sees its people asks about them alone', async () => {
    const [role] = await firm.db.rows<{ id: number }>(
      "INSERT INTO roles (name) VALUES ('Team lead') RETURNING id",
    )
    await firm.db.rows(
      `INSERT INTO permissions (role_id, module_name, action, scope, allowed)
       VALUES ($1, 'Administration', 'view_users', 'team', true)`,
      [role?.id],
    )
    await firm.db.rows('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [
      firm.staff.managers[0]?.id,
      role?.id,
    ])
    await firm.db.rows('UPDATE access_epoch SET epoch = epoch + 1')
    const manager = await firm.as('manager')
    const inTeam = await admin.lead({ assigned_to: arjun })
    const { json } = await manager.get<LeadViewers>(`/crm/leads/${inTeam.id}/access`)
    expect(json.data.map(({ person }) => person.name)).toEqual(['Arjun Patil', 'Priya Deshmukh'])
    expect((await manager.get(`/crm/leads/${inTeam.id}/access/${sneha}`)).status).toBe(200)
    expect((await manager.get(`/crm/leads/${inTeam.id}/access/${deepa}`)).status).toBe(404)
    const elsewhere = await admin.lead({ assigned_to: deepa })
    expect((await manager.get(`/crm/leads/${elsewhere.id}/access/${sneha}`)).status).toBe(404)
  })
})

describe('the explanation is what the API does', () => {
  const CRM = PERMISSIONS.filter(({ module }) => module === 'CRM').map(({ action }) => action)
  const role = fc.uniqueArray(fc.tuple(fc.constantFrom(...CRM), fc.constantFrom(...SCOPES)), {
    selector: ([action]) => action,
    maxLength: CRM.length,
  })
  const team = fc.constantFrom('puneId', 'bengaluruId', 'headOfficeId', null)
  const world = fc.record({
    roles: fc.array(role, { minLength: 1, maxLength: 2 }),
    works: team,
    heads: team,
    owner: fc.constantFrom('me', 'sneha', 'deepa', null),
    team,
    isDeleted: fc.boolean(),
  })
  let made = 0
  const teamId = (name: typeof team extends fc.Arbitrary<infer T> ? T : never) =>
    name === null ? null : firm.staff.teams[name]

  /** The deeds as requests: refused is what is not there or not allowed, whatever else may be wrong. */
  async function tries(client: Client, lead: { id: number; name: string; stageId: number }, other: number) {
    const url = `/crm/leads/${lead.id}`
    const isLetIn = ({ status }: { status: number }) => status !== 403 && status !== 404
    const note = { lead_id: lead.id, type: 'note', note: 'Called' }
    return {
      view: async () => isLetIn(await client.get(url)),
      export: async () => (await client.get('/crm/leads/export')).text.includes(lead.name),
      merge: async () =>
        isLetIn(await client.post('/crm/leads/merge/preview', { winner_id: lead.id, loser_id: other })),
      edit: async () => isLetIn(await client.patch(url, { style: 'Modern' })),
      move: async () => isLetIn(await client.patch(`/crm/pipelines/${lead.id}`, { stage_id: lead.stageId })),
      log: async () => isLetIn(await client.post('/crm/activities', note)),
      restore: async () => isLetIn(await client.post(`${url}/restore`)),
      assign: async () => isLetIn(await client.patch(url, { assigned_to: firm.staff.designerId })),
      delete: async () => isLetIn(await client.delete(url)),
    } satisfies Record<LeadDeed, () => Promise<boolean>>
  }

  test('for any roles, teams and leads', async () => {
    const client = await firm.as('employee')
    await fc.assert(
      fc.asyncProperty(world, async ({ roles, works, heads, owner, team: belongsTo, isDeleted }) => {
        const owners = { me: arjun, sneha, deepa }
        const name = `Lead ${++made} of the property`
        const lead = await admin.lead({ name })
        const other = await admin.lead()
        await firm.db.rows('UPDATE leads SET assigned_to = $1, team_id = $2 WHERE id = ANY ($3::int[])', [
          owner && owners[owner],
          teamId(belongsTo),
          [lead.id, other.id],
        ])
        if (isDeleted) await admin.delete(`/crm/leads/${lead.id}`)
        await firm.db.rows('DELETE FROM user_roles WHERE user_id = $1', [arjun])
        for (const [i, grants] of roles.entries()) {
          await firm.db.rows(
            `WITH role AS (INSERT INTO roles (name) VALUES ($1) RETURNING id),
                  held AS (INSERT INTO user_roles (user_id, role_id) SELECT $2, id FROM role)
             INSERT INTO permissions (role_id, module_name, action, scope, allowed)
             SELECT role.id, 'CRM', g.action, g.scope, true
             FROM role, jsonb_to_recordset($3::jsonb) AS g (action text, scope text)`,
            [
              `Role ${made}.${i}`,
              arjun,
              JSON.stringify(grants.map(([action, scope]) => ({ action, scope }))),
            ],
          )
        }
        await firm.db.rows('UPDATE users SET team_id = $2 WHERE id = $1', [arjun, teamId(works)])
        await firm.db.rows('UPDATE teams SET head_id = CASE WHEN id = $2::int THEN $1::int END', [
          arjun,
          teamId(heads),
        ])
        await firm.db.rows('UPDATE access_epoch SET epoch = epoch + 1')

        const told = await accessOf(lead.id, arjun)
        const deeds = await tries(client, { id: lead.id, name, stageId: lead.stage_id }, other.id)
        // In this order what an earlier deed changes does not decide over a later one.
        const inTurn = Object.keys(deeds) as LeadDeed[]
        for (const deed of inTurn) {
          const why = told.data.find(one => one.deed === deed)
          if (why)
            expect({ deed, allowed: await deeds[deed](), why }).toEqual({ deed, allowed: why.allowed, why })
        }
      }),
      { numRuns: 25, seed: Number(process.env.EXPLAIN_SEED ?? 1) },
    )
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestAccess, type Sender, type TestAccess } from '../../../../test/access.ts'

let t: TestAccess
let superAdmin: Sender
beforeAll(async () => {
  t = await createTestAccess()
  superAdmin = await t.as('superadmin')
})
afterAll(() => t.close())

interface TeamView {
  id: number
  name: string
  parent_id: number | null
  head: { id: number; name: string } | null
  people: number
}
const tree = async () => (await superAdmin<{ data: TeamView[] }>('GET', '/crm/teams/tree')).json.data
const named = async (name: string) => (await tree()).find(team => team.name === name)
const add = async (body: object) => (await superAdmin<TeamView>('POST', '/crm/teams', body)).json

test('the tree tells heads and people', async () => {
  expect(await tree()).toMatchObject([
    { name: 'Bengaluru', head: { name: 'Suresh Gowda' }, people: 6 },
    { name: 'Head office', parent_id: null, head: { name: 'Rajesh Kulkarni' }, people: 2 },
    { name: 'Pune', head: { name: 'Priya Deshmukh' }, people: 6 },
  ])
})

describe('a team', () => {
  test('is made, renamed, moved and given a head, who sees it from then on', async () => {
    const { puneId, bengaluruId } = t.staff.teams
    const baner = await add({ name: ' Baner ', parent_id: puneId })
    expect(baner).toMatchObject({ name: 'Baner', parent_id: puneId, head: null, people: 0 })
    const manager = await t.idOf('manager')
    expect((await t.access.principalOf(manager))?.teamIds).toContain(baner.id)

    const moved = await superAdmin('PATCH', `/crm/teams/${baner.id}`, {
      name: 'Hebbal',
      parent_id: bengaluruId,
    })
    expect(moved.json).toMatchObject({ name: 'Hebbal', parent_id: bengaluruId })
    expect((await t.access.principalOf(manager))?.teamIds).not.toContain(baner.id)
    expect(t.refreshed.at(-1)).toBe('all')

    const sneha = await t.idOf('sneha.joshi')
    await superAdmin('PATCH', `/crm/teams/${baner.id}`, { head_id: sneha })
    expect((await t.access.principalOf(sneha))?.teamIds).toEqual([baner.id])
  })

  test('never stands below itself, also when two move at once', async () => {
    const a = await add({ name: 'A' })
    const b = await add({ name: 'B', parent_id: a.id })
    const c = await add({ name: 'C', parent_id: b.id })
    for (const parent_id of [a.id, b.id, c.id]) {
      const answer = await superAdmin('PATCH', `/crm/teams/${a.id}`, { parent_id })
      expect(answer).toMatchObject({ status: 422, json: { errors: [{ path: 'parent_id' }] } })
    }
    const [x, y] = [await add({ name: 'X' }), await add({ name: 'Y' })]
    const answers = await Promise.all([
      superAdmin('PATCH', `/crm/teams/${x.id}`, { parent_id: y.id }),
      superAdmin('PATCH', `/crm/teams/${y.id}`, { parent_id: x.id }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
  })

  test.each([
    [{ name: 'pune' }, 409, 'name'],
    [{ name: ' ' }, 400, 'name'],
    [{ name: 'Z', parent_id: 9999 }, 400, 'parent_id'],
    [{ name: 'Z', head_id: 9999 }, 400, 'head_id'],
  ])('%j is refused with %i, naming %s', async (body, status, path) => {
    const answer = await superAdmin('POST', '/crm/teams', body)
    expect(answer).toMatchObject({ status, json: { errors: [{ path }] } })
  })

  test('stands at most ten levels deep', async () => {
    let parent_id: number | null = null
    for (let level = 1; level <= 10; level++)
      parent_id = (await add({ name: `Level ${level}`, parent_id })).id
    expect((await superAdmin('POST', '/crm/teams', { name: 'Level 11', parent_id })).status).toBe(422)
  })
})

describe('a team that is deleted', () => {
  test('leaves its people to another, its teams to the one above, and its name free', async () => {
    const { headOfficeId, bengaluruId } = t.staff.teams
    const mysuru = await add({ name: 'Mysuru', parent_id: headOfficeId })
    const below = await add({ name: 'Mysuru North', parent_id: mysuru.id })
    const arjun = await t.idOf('employee')
    await superAdmin('PATCH', `/crm/users/${arjun}`, { team_id: mysuru.id })

    const nowhere = await superAdmin('DELETE', `/crm/teams/${mysuru.id}?move_to=${mysuru.id}`)
    expect(nowhere).toMatchObject({ status: 400, json: { errors: [{ path: 'move_to' }] } })
    expect((await superAdmin('DELETE', `/crm/teams/${mysuru.id}`)).status).toBe(400)
    expect((await superAdmin('DELETE', `/crm/teams/${mysuru.id}?move_to=${bengaluruId}`)).status).toBe(204)

    expect(await named('Mysuru')).toBeUndefined()
    expect((await named('Mysuru North'))?.parent_id).toBe(headOfficeId)
    expect((await t.access.principalOf(arjun))?.teamId).toBe(bengaluruId)
    // Until its leads have followed, whoever heads the team that took over reaches them.
    const suresh = await t.access.principalOf(await t.idOf('suresh.gowda'))
    expect(suresh?.teamIds).toContain(mysuru.id)
    expect((await superAdmin('PATCH', `/crm/teams/${mysuru.id}`, { name: 'Back' })).status).toBe(404)
    expect((await add({ name: 'Mysuru' })).id).not.toBe(mysuru.id)
    expect(below.id).toBeGreaterThan(0)
  })
})

describe('whoever looks after teams without being a Super Admin', () => {
  test('does not widen what they see themselves', async () => {
    const { puneId, bengaluruId } = t.staff.teams
    const role = (await superAdmin<{ id: number }>('POST', '/crm/roles', { name: 'Team desk' })).json
    const changes = [
      { role_id: role.id, module: 'Administration', action: 'manage_teams', from: null, to: 'all' },
      { role_id: role.id, module: 'Administration', action: 'manage_users', from: null, to: 'all' },
    ]
    await superAdmin('PATCH', '/crm/permissions', { changes })
    const managerId = await t.idOf('manager')
    await superAdmin('POST', `/crm/users/${managerId}/roles`, { role_id: role.id })
    const manager = await t.as('manager')
    const head = await manager('PATCH', `/crm/teams/${bengaluruId}`, { head_id: managerId })
    expect(head.json.detail).toBe('Nobody widens what they see themselves: ask a Super Admin.')
    expect((await manager('PATCH', `/crm/teams/${bengaluruId}`, { parent_id: puneId })).status).toBe(403)
    expect((await manager('PATCH', `/crm/users/${managerId}`, { team_id: bengaluruId })).status).toBe(403)
    expect((await named('Bengaluru'))?.head?.name).toBe('Suresh Gowda')
    // What changes nothing for them goes.
    expect((await manager('PATCH', `/crm/teams/${bengaluruId}`, { name: 'Bangalore' })).status).toBe(200)
  })

  test('and an Admin, who may not, is refused', async () => {
    const admin = await t.as('admin')
    expect((await admin('POST', '/crm/teams', { name: 'Mine' })).status).toBe(403)
    expect((await admin('GET', '/crm/teams/tree')).status).toBe(200)
  })
})

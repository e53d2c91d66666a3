import { DEFAULT_ROLES, type Grant, PERMISSIONS, type Permission, type Scope } from '@optimwalls/permissions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Firm, openFirm } from './firm.ts'

/**
 * Each role, and roles made up at random, against a model of the rules that is simple enough to be seen to be right: whoever
 * holds no permission is refused; who holds it reaches the own record, those of the team, or all; what lies outside does not exist.
 */

type Whose = 'own' | 'team' | 'foreign'
const WHOSE: readonly Whose[] = ['own', 'team', 'foreign']

/** The whole model. */
const REACHES: Readonly<Record<Scope, readonly Whose[]>> = {
  own: ['own'],
  team: ['own', 'team'],
  all: ['own', 'team', 'foreign'],
}

type Method = 'GET' | 'PATCH' | 'DELETE' | 'POST' | 'PUT'

type Rights = ReadonlyMap<string, Scope>
const rightsOf = (grants: readonly Grant[]): Rights =>
  new Map(grants.filter(({ module }) => module === 'CRM').map(({ action, scope }) => [action, scope]))

/** What asking for one record with this permission is answered. */
function answerTo(rights: Rights, action: string, whose: Whose): number {
  const scope = rights.get(action)
  if (!scope) return 403
  return REACHES[scope].includes(whose) ? 200 : 404
}

/** Roles at random, the same in each run; `ROLE_SEED` makes others. */
const SEED = Number(process.env.ROLE_SEED ?? 1)
/** Numbers from 0 to 1 (mulberry32), of which the first are already far apart for seeds that are near. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
const SCOPES = [null, 'own', 'team', 'all'] as const
/** How far they see leads is given: without it little else is told apart. */
function madeUp(seed: number, view: Scope | null): Grant[] {
  const next = chance(seed)
  return PERMISSIONS.flatMap(({ module, action }) => {
    const drawn = SCOPES[Math.floor(next() * SCOPES.length)] ?? null
    const scope = module === 'CRM' && action === 'view' ? view : drawn
    return scope === null ? [] : [{ module, action, scope } as Grant]
  })
}

const ROLES: readonly [name: string, grants: readonly Grant[]][] = [
  ...DEFAULT_ROLES.map(({ name, grants }): [string, readonly Grant[]] => [name, grants]),
  ...SCOPES.map((view, i): [string, Grant[]] => [
    `made up from seed ${SEED + i}, sees ${view ?? 'no'} leads`,
    madeUp(SEED + i, view),
  ]),
]

let firm: Firm
let cookie: string
let me: number
let round = 0
/** The three leads of a round, and the word that they alone have in their names. */
let leads: Record<Whose, number>
let word: string
/** All that is read of one lead by whoever sees it, as the API's document has it. Who may see it is for those who see people. */
let reads: string[]
/** Every route that asks for a permission, with those that let in. */
let guarded: { method: Method; path: string; anyOf: readonly Permission[] }[]

beforeAll(async () => {
  firm = await openFirm()
  const { paths } = (await firm.app.http.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { 'x-access': string | (Permission & { or?: Permission }) }>>
  }>()
  guarded = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { 'x-access': access }]) =>
      typeof access === 'string'
        ? []
        : [
            {
              method: method.toUpperCase() as Method,
              path,
              anyOf: access.or ? [access, access.or] : [access],
            },
          ],
    ),
  )
  expect(guarded.length).toBeGreaterThan(200)
  reads = Object.entries(paths).flatMap(([path, operations]) =>
    /^\/crm\/leads\/\{id\}(\/(?!access$)[a-z-]+)?$/.test(path) && 'get' in operations ? [path] : [],
  )
  expect(reads).toEqual(expect.arrayContaining(['/crm/leads/{id}', '/crm/leads/{id}/files']))
  const { db } = firm.app.platform
  const payload = { email: 'sneha.joshi@demo.optimwalls.example', password: firm.password }
  const answer = await firm.app.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload })
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  const [row] = await db.rows<{ id: number }>('SELECT id FROM users WHERE email = $1', [payload.email])
  me = row?.id ?? 0
  await db.rows(`INSERT INTO roles (name) VALUES ('Under test')`)
  await db.rows('DELETE FROM user_roles WHERE user_id = $1', [me])
  await db.rows(
    `INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'Under test'`,
    [me],
  )
})
afterAll(() => firm.close())

/** The role under test may exactly this from now on. */
async function allow(grants: readonly Grant[]): Promise<void> {
  const { db } = firm.app.platform
  await db.rows(`DELETE FROM permissions WHERE role_id = (SELECT id FROM roles WHERE name = 'Under test')`)
  await db.rows(
    `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
     SELECT r.id, g.module, g.action, true, g.scope FROM roles r,
       jsonb_to_recordset($1::jsonb) AS g (module text, action text, scope text) WHERE r.name = 'Under test'`,
    [JSON.stringify(grants)],
  )
}

/** Three leads, and then the role under test. Nobody is given a lead who sees none: what is their own came to them before. */
async function begin(grants: readonly Grant[]): Promise<void> {
  await allow([{ module: 'CRM', action: 'view', scope: 'own' }])
  const { salespeople, teams } = firm.staff
  const colleague = salespeople.find(({ id, teamId }) => teamId === teams.puneId && id !== me)
  const stranger = salespeople.find(({ teamId }) => teamId === teams.bengaluruId)
  word = `Zimbu${'abcdefghijklmnopqrstuvwxyz'[round++]}`
  const add = async (assigned_to: number | undefined) => {
    const payload = { name: `${word} Lead`, assigned_to }
    return (await firm.add('/crm/leads', payload)).id
  }
  leads = { own: await add(me), team: await add(colleague?.id), foreign: await add(stranger?.id) }
  await allow(grants)
}

async function send(method: Method, url: string, payload?: object) {
  const answer = await firm.app.http.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body }
}

const idsIn = (body: string) =>
  WHOSE.filter(whose => JSON.parse(body).data.some(({ id }: { id: number }) => id === leads[whose]))

const isDesigning = (grants: readonly Grant[]) =>
  grants.some(({ module, action }) => module === 'Design' && action === 'view')

describe.each(ROLES)('%s', (name, grants) => {
  const rights = rightsOf(grants)
  const view = rights.get('view')
  const seen: readonly Whose[] = view ? REACHES[view] : []
  beforeAll(() => begin(grants))

  test('lists and searches', async () => {
    for (const url of ['/crm/leads?limit=200', `/crm/leads?q=${word}`, '/crm/leads?limit=200&sort=name']) {
      const { status, body } = await send('GET', url)
      expect(status, url).toBe(view ? 200 : 403)
      if (view) expect(idsIn(body), url).toEqual(seen)
    }
  })

  test('counts', async () => {
    const { status, body } = await send('GET', `/crm/leads/counts?q=${word}`)
    expect(status).toBe(view ? 200 : 403)
    if (view) expect(JSON.parse(body).total.count).toBe(seen.length)
  })

  test('exports', async () => {
    const scope = rights.get('export')
    const { status, body } = await send('GET', `/crm/leads/export?q=${word}`)
    expect(status).toBe(scope ? 200 : 403)
    const found = WHOSE.filter(whose => new RegExp(`^${leads[whose]},`, 'm').test(body))
    if (scope) expect(found).toEqual(REACHES[scope])
  })

  test.each(WHOSE)(
    'the %s lead, with all that is read of it: history, files, consents, quotes …',
    async whose => {
      const answer = answerTo(rights, 'view', whose)
      // Files are shown to who designs for the client as well: this lead is none of theirs.
      const answerOfFiles = isDesigning(grants) && answer === 403 ? 404 : answer
      for (const path of reads) {
        const url = path.replace('{id}', String(leads[whose]))
        expect((await send('GET', url)).status, url).toBe(path.endsWith('/files') ? answerOfFiles : answer)
      }
      const file = await firm.add(`/crm/leads/${leads[whose]}/files`, firm.photo.payload, firm.photo.headers)
      for (const part of ['content', 'preview']) {
        const { status } = await send('GET', `/crm/files/${file.id}/${part}`)
        expect(status, `${part} of a file`).toBe(answerOfFiles)
      }
    },
  )

  test.each(WHOSE)('the %s lead on the open page', async whose => {
    const principal = await firm.app.modules.access.principalOf(me)
    const rooms = principal ? firm.app.modules.roomsOf(principal) : []
    const { puneId, bengaluruId } = firm.staff.teams
    // A change of the lead is told in the room of all, in that of its team and in that of its owner.
    const heard = ['leads:all', `leads:team:${whose === 'foreign' ? bengaluruId : puneId}`]
    if (whose === 'own') heard.push(`leads:owner:${me}`)
    expect(heard.some(room => rooms.includes(room))).toBe(seen.includes(whose))
  })

  test.each(WHOSE)('changes, deletes and restores the %s lead', async whose => {
    const url = `/crm/leads/${leads[whose]}`
    expect((await send('PATCH', url, { style: 'Minimal' })).status).toBe(answerTo(rights, 'edit', whose))
    const deleted = await send('DELETE', url)
    expect(deleted.status).toBe(
      answerTo(rights, 'delete', whose) === 200 ? 204 : answerTo(rights, 'delete', whose),
    )
    if (deleted.status !== 204) await firm.ask('superadmin', { method: 'DELETE', url })
    expect((await send('POST', `${url}/restore`)).status).toBe(answerTo(rights, 'restore', whose))
  })

  // Of a record that there is not, and with nothing said: whoever is let in is told of that instead. Roles of the design have the written table.
  if (DEFAULT_ROLES.some(role => role.name === name)) return
  test('every route: its permission alone lets in, before anything else is looked at', async () => {
    const scopeOf = new Map(grants.map(({ module, action, scope }) => [`${module} ${action}`, scope]))
    const seesAll = rights.get('view') === 'all'
    for (const { method, path, anyOf } of guarded) {
      const { status, body } = await send(method, path.replaceAll(/\{\w+\}/g, '2147480000'))
      // What goes beyond a permission is refused with a reason.
      const isShut = status === 403 && JSON.parse(body).detail === undefined
      const held = anyOf.flatMap(({ module, action }) => scopeOf.get(`${module} ${action}`) ?? [])
      const what = `${method} ${path}: ${status} ${body}`
      if (held.length === 0) expect(isShut, what).toBe(true)
      // What is set up for the whole firm wants the whole reach, and a report the leads that it tells of.
      else if (held.includes('all') && seesAll) expect(isShut, what).toBe(false)
    }
  })
})

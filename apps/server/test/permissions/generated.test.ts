import { DEFAULT_ROLES, type Grant, PERMISSIONS, type Scope } from '@optimwalls/permissions'
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
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
function madeUp(seed: number): Grant[] {
  const next = chance(seed)
  const scopes = [null, 'own', 'team', 'all'] as const
  return PERMISSIONS.flatMap(({ module, action }) => {
    const scope = scopes[Math.floor(next() * scopes.length)] ?? null
    return module === 'CRM' && scope !== null ? [{ module, action, scope } as Grant] : []
  })
}

const ROLES: readonly [name: string, grants: readonly Grant[]][] = [
  ...DEFAULT_ROLES.map(({ name, grants }): [string, readonly Grant[]] => [name, grants]),
  ...Array.from({ length: 4 }, (_, i): [string, Grant[]] => [
    `made up from seed ${SEED + i}`,
    madeUp(SEED + i),
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

beforeAll(async () => {
  firm = await openFirm()
  const { paths } = (await firm.app.http.inject('/openapi.json')).json<{ paths: Record<string, object> }>()
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

async function send(method: 'GET' | 'PATCH' | 'DELETE' | 'POST', url: string, payload?: object) {
  const answer = await firm.app.http.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body }
}

const idsIn = (body: string) =>
  WHOSE.filter(whose => JSON.parse(body).data.some(({ id }: { id: number }) => id === leads[whose]))

const isDesigning = (grants: readonly Grant[]) =>
  grants.some(({ module, action }) => module === 'Design' && action === 'view')

describe.each(ROLES)('%s', (_name, grants) => {
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
      for (const path of reads) {
        const url = path.replace('{id}', String(leads[whose]))
        const answer = answerTo(rights, 'view', whose)
        // Files are shown to who designs for the client as well: this lead is none of theirs.
        const isForDesigners = path.endsWith('/files') && isDesigning(grants) && answer === 403
        expect((await send('GET', url)).status, url).toBe(isForDesigners ? 404 : answer)
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

  test('every other route: its permission alone lets in', async () => {
    const administration = grants.some(({ module }) => module === 'Administration')
    for (const url of ['/crm/users', '/crm/roles', '/crm/teams/tree', '/crm/audit-logs']) {
      expect((await send('GET', url)).status, url).toBe(administration ? 200 : 403)
    }
    const mayImport = rights.has('import')
    expect((await send('GET', '/crm/imports')).status).toBe(mayImport ? 200 : 403)
  })
})

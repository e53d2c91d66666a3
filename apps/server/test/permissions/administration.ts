import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Firm } from './firm.ts'
import type { Caller } from './matrix.ts'
import type { MakeRequest, Whose } from './requests.ts'

/** Requests of the administration. What is changed here is made for the one request, so that everybody else stays who they are. */

const slowly = promisify<string, Buffer, number, Buffer>(scrypt)

let made = 0
const fresh = (what: string) => `${what} ${++made}`

/** Somebody new; `foreign` is a Super Admin, whom only another one changes. */
async function addPerson(firm: Firm, whose: Whose, isActive = true): Promise<number> {
  const [row] = await firm.app.platform.db.rows<{ id: number }>(
    `WITH person AS (
       INSERT INTO users (name, email, is_active, team_id) VALUES ($1, $2, $3, $4) RETURNING id
     ), role AS (
       INSERT INTO user_roles (user_id, role_id) SELECT person.id, roles.id FROM person, roles WHERE roles.name = $5
     ) SELECT id FROM person`,
    [
      fresh('Person'),
      `person-${made}@demo.optimwalls.example`,
      isActive,
      firm.staff.teams.puneId,
      whose === 'own' ? 'Employee' : 'Super Admin',
    ],
  )
  return row?.id ?? 0
}

const idOf = async (firm: Firm, sql: string, values: readonly unknown[] = []): Promise<number> =>
  (await firm.app.platform.db.rows<{ id: number }>(sql, values))[0]?.id ?? 0

const roleNamed = (firm: Firm, name: string) => idOf(firm, 'SELECT id FROM roles WHERE name = $1', [name])
const addRole = (firm: Firm) =>
  idOf(firm, 'INSERT INTO roles (name) VALUES ($1) RETURNING id', [fresh('Role')])
const addTeam = (firm: Firm) =>
  idOf(firm, 'INSERT INTO teams (name, parent_id) VALUES ($1, $2) RETURNING id', [
    fresh('Team'),
    firm.staff.teams.headOfficeId,
  ])
const addInvitation = (firm: Firm) =>
  idOf(
    firm,
    `INSERT INTO invitations (email, token_hash, invited_by, expires_at)
     VALUES ($1::text, sha256($1::text::bytea), $2, now() + interval '1 day') RETURNING id`,
    [`${fresh('invited').replace(' ', '-')}@demo.optimwalls.example`, firm.staff.superAdminId],
  )
const addKey = (firm: Firm) =>
  idOf(
    firm,
    `INSERT INTO api_keys (name, prefix, key_hash, created_by, expires_at)
     VALUES ($1::text, 'owk_test', sha256($1::text::bytea), $2, now() + interval '1 day') RETURNING id`,
    [fresh('Key'), firm.staff.superAdminId],
  )
const RECOVERY_CODE = 'abcdefghjk'
/** Of a passkey that nobody has; each another one, so that nobody is kept out for guessing. */
const madeUpPasskey = () => ({
  id: Buffer.from(fresh('passkey')).toString('base64url'),
  client_data: 'AAAA',
  authenticator_data: 'AAAA',
})
const addSession = (firm: Firm, userId: number) =>
  idOf(
    firm,
    `INSERT INTO sessions (user_id, token, expires_at) VALUES ($1, $2, now() + interval '1 day') RETURNING id`,
    [userId, fresh('token')],
  )

/** A passkey of the caller, or of a colleague. The caller has no other, nor another second factor than a recovery code. */
async function addPasskey(firm: Firm, caller: Caller, whose: Whose): Promise<number> {
  const { db, crypto } = firm.app.platform
  const isOwn = whose === 'own' && caller !== 'nobody'
  const email = isOwn ? firm.emailOf(caller) : 'sneha.joshi@demo.optimwalls.example'
  const userId = await idOf(firm, 'SELECT id FROM users WHERE email = $1', [email])
  await db.rows('DELETE FROM passkeys WHERE user_id = $1', [userId])
  await db.rows('DELETE FROM recovery_codes WHERE user_id = $1', [userId])
  const salt = randomBytes(16)
  const hash = await slowly(crypto.hash('recovery-code', `${userId}:${RECOVERY_CODE}`), salt, 32)
  await db.rows('INSERT INTO recovery_codes (user_id, salt, code_hash) VALUES ($1, $2, $3)', [
    userId,
    salt,
    hash.toString('base64url'),
  ])
  return idOf(
    firm,
    `INSERT INTO passkeys (user_id, credential_id, public_key, name, sign_count, is_synced, transports)
     VALUES ($1, sha256($2::text::bytea), 'made up', 'Laptop', 0, false, '{}') RETURNING id`,
    [userId, fresh('passkey')],
  )
}

async function addHandover(firm: Firm, caller: Caller, whose: Whose): Promise<number> {
  const isSuperAdmins = (caller === 'superadmin') === (whose === 'own')
  const { superAdminId, adminId } = firm.staff
  return idOf(
    firm,
    `INSERT INTO lead_handovers (from_user_id, to_user_ids, requested_by, total) VALUES ($1, '{}', $1, 0) RETURNING id`,
    [isSuperAdmins ? superAdminId : adminId],
  )
}

const person: MakeRequest = async (firm, _caller, whose) => ({ id: await addPerson(firm, whose) })
const changes: MakeRequest = async firm => ({
  payload: {
    changes: [{ role_id: await addRole(firm), module: 'CRM', action: 'view', from: null, to: 'own' }],
  },
})
/** employee@ of the Pune team, or somebody of the Bengaluru team. */
const salesperson = ({ staff }: Firm, whose: Whose): number =>
  (whose === 'own'
    ? staff.salespeople[0]
    : staff.salespeople.find(({ teamId }) => teamId === staff.teams.bengaluruId)
  )?.id ?? 0
const PLAN = {
  ...{ is_on: false, keeps_owner: true, takes_back: false, most_takes: 2 },
  fallback_owner_id: null,
  rules: [],
}
const token = { token: 'made-up' }

export const administration: Readonly<Record<string, MakeRequest>> = {
  'POST /api/invitation/look': () => ({ payload: token }),
  'POST /api/invitation/accept': () => ({
    payload: { ...token, name: 'Mallory', password: 'a long password' },
  }),

  'GET /crm/users/{id}': person,
  'PATCH /crm/users/{id}': async (firm, _caller, whose) => ({
    id: await addPerson(firm, whose),
    payload: { name: 'Renamed' },
  }),
  'POST /crm/users/{id}/roles': async (firm, _caller, whose) => ({
    id: await addPerson(firm, whose),
    payload: { role_id: await roleNamed(firm, 'Client') },
  }),
  'DELETE /crm/users/{id}/roles/{roleId}': async (firm, _caller, whose) => ({
    id: await addPerson(firm, whose),
    params: { roleId: await roleNamed(firm, 'Client') },
  }),
  'POST /crm/users/{id}/deactivate': person,
  'POST /crm/users/{id}/reactivate': async (firm, _caller, whose) => ({
    id: await addPerson(firm, whose, false),
  }),
  'POST /crm/passkeys/creation': () => ({ payload: {} }),
  'POST /crm/passkeys': () => ({
    payload: { name: 'Laptop', ...madeUpPasskey(), public_key: 'AAAA', transports: [] },
  }),
  'POST /api/auth/sign-in/passkey': () => ({ payload: { ...madeUpPasskey(), signature: 'AAAA' } }),
  'PATCH /crm/passkeys/{id}': async (firm, caller, whose) => ({
    id: await addPasskey(firm, caller, whose),
    payload: { name: 'Phone' },
  }),
  // It stands behind the one above, so that whoever is left with a passkey by that is not by this.
  'POST /crm/passkeys/{id}/remove': async (firm, caller, whose) => ({
    id: await addPasskey(firm, caller, whose),
    payload: { password: firm.password, ...(whose === 'own' && { recovery_code: RECOVERY_CODE }) },
  }),
  'POST /crm/view-as': () => ({ payload: { user_id: 2_147_483_647 } }),
  'POST /crm/users/{id}/password-reset': person,
  'GET /crm/users/{id}/sign-in-lock': person,
  'DELETE /crm/users/{id}/sign-in-lock': person,
  'POST /crm/users/{id}/second-factor/reset': async (firm, _caller, whose) => {
    const id = await addPerson(firm, whose)
    await firm.app.platform.db.rows(
      `INSERT INTO second_factors (user_id, secret, confirmed_at) VALUES ($1, 'made up', now())`,
      [id],
    )
    return { id }
  },
  'GET /crm/users/{id}/sessions': person,
  'DELETE /crm/users/{id}/sessions': person,
  'DELETE /crm/users/{id}/sessions/{sessionId}': async (firm, _caller, whose) => {
    const id = await addPerson(firm, whose)
    return { id, params: { sessionId: await addSession(firm, id) } }
  },
  'GET /crm/users/{id}/availability': (firm, _caller, whose) => ({ id: salesperson(firm, whose) }),
  'PUT /crm/users/{id}/availability': (firm, _caller, whose) => ({
    id: salesperson(firm, whose),
    payload: {
      capacity: 30,
      expertise: [],
      languages: [],
      areas: [],
      hours: null,
      leaves: [],
      is_out_today: false,
    },
  }),
  'PUT /crm/assignment': async firm => {
    const [plan] = await firm.app.platform.db.rows<{ version: number }>('SELECT version FROM assignment_plan')
    return { payload: { ...PLAN, version: plan?.version ?? 0 } }
  },
  'POST /crm/assignment/simulation': () => ({ payload: PLAN }),
  'POST /crm/assignment/runs': async (firm, _caller, whose) => ({
    payload: { lead_ids: [await firm.addLead(whose)] },
  }),
  'POST /crm/users/{id}/handover': async (firm, _caller, whose) => ({
    id: await addPerson(firm, whose),
    payload: { to: [firm.staff.salespeople[0]?.id] },
  }),
  'GET /crm/handovers/{id}': async (firm, caller, whose) => ({ id: await addHandover(firm, caller, whose) }),
  'POST /crm/invitations': () => ({
    payload: { email: `${fresh('new').replace(' ', '-')}@demo.optimwalls.example` },
  }),
  'POST /crm/invitations/{id}/resend': async firm => ({ id: await addInvitation(firm) }),
  'DELETE /crm/invitations/{id}': async firm => ({ id: await addInvitation(firm) }),
  'POST /crm/roles': () => ({ payload: { name: fresh('Made role') } }),
  'PATCH /crm/roles/{id}': async firm => ({
    id: await addRole(firm),
    payload: { description: 'For a test' },
  }),
  'DELETE /crm/roles/{id}': async firm => ({ id: await addRole(firm) }),
  'GET /crm/roles/{id}/permissions': async firm => ({ id: await addRole(firm) }),
  'POST /crm/permissions/preview': changes,
  'PATCH /crm/permissions': changes,
  'POST /crm/teams': () => ({ payload: { name: fresh('Made team') } }),
  'PATCH /crm/teams/{id}': async firm => ({
    id: await addTeam(firm),
    payload: { name: fresh('Renamed team') },
  }),
  'DELETE /crm/teams/{id}': async firm => ({
    id: await addTeam(firm),
    query: { move_to: String(firm.staff.teams.headOfficeId) },
  }),
  'POST /crm/api-keys': async firm => ({
    payload: { name: fresh('Made key'), role_id: await roleNamed(firm, 'Client'), expires_in_days: 1 },
  }),
  'DELETE /crm/api-keys/{id}': async firm => ({ id: await addKey(firm) }),
  'PUT /crm/onboarding-rules': async firm => {
    const { rows } = firm.app.platform.db
    const [defaults] = await rows<{ version: number }>('SELECT version FROM onboarding_defaults')
    return {
      payload: { rules: [], default_role_id: null, default_team_id: null, version: defaults?.version ?? 0 },
    }
  },
  'POST /crm/onboarding-rules/try': () => ({ payload: { email: 'new@demo.optimwalls.example', via: 'sso' } }),
}

import {
  type Grant,
  inCommon,
  isPermission,
  mergeGrants,
  type Principal,
  type Scope,
} from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { HAS_FACTOR } from './second-factor/second-factor.repository.ts'
import type { SessionLimits } from './session-limits.ts'

/** A living session, with what decides whether its person may go on. */
export interface SessionRow {
  id: number
  user_id: number
  is_active: boolean
  is_demo: boolean
  updated_at: Date
  epoch: number
  /** The provider vouched for two factors. */
  is_strong: boolean
  /** As whom it looks on. */
  view_user_id: number | null
  view_role_id: number | null
  view_ends_at: Date | null
  /** The view has run out. */
  is_view_over: boolean | null
}

/** The rights of a person, without the session. */
export type Rights = Omit<Principal, 'sessionId'>

const SESSION_COLUMNS = `s.id, s.user_id, s.updated_at, s.is_strong, u.is_active, u.is_demo, e.epoch,
  s.view_user_id, s.view_role_id, s.view_ends_at, s.view_ends_at <= now() AS is_view_over`

/** Sessions by token, as they are at this moment: read with every request, never remembered, so one that was ended a moment
 *  ago is not found. */
export async function findSessions(
  db: Connection,
  tokens: readonly string[],
): Promise<ReadonlyMap<string, SessionRow>> {
  const rows = await db.rows<SessionRow & { token: string }>(
    `SELECT s.token, ${SESSION_COLUMNS}
     FROM unnest($1::text[]) AS asked (token)
     JOIN sessions s ON s.token = asked.token AND s.expires_at > now()
     JOIN users u ON u.id = s.user_id CROSS JOIN access_epoch e`,
    [tokens],
    'access_sessions',
  )
  return new Map(rows.map(row => [row.token, row]))
}

/** The session by its id, unless it was ended or has run out. */
export async function findSession(db: Connection, sessionId: number): Promise<SessionRow | undefined> {
  const [row] = await db.rows<SessionRow>(
    `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id CROSS JOIN access_epoch e
     WHERE s.id = $1 AND s.expires_at > now()`,
    [sessionId],
    'access_living',
  )
  return row
}

/** Counts a use of the session: it lives on from now, though not beyond its absolute end. */
export async function touchSession(db: Connection, sessionId: number, limits: SessionLimits): Promise<void> {
  await db.rows(
    `WITH used AS (
       UPDATE sessions SET updated_at = now(),
         expires_at = least(now() + make_interval(secs => $2), created_at + make_interval(secs => $3))
       WHERE id = $1 RETURNING user_id
     )
     UPDATE users u SET last_seen_at = now() FROM used WHERE u.id = used.user_id`,
    [sessionId, limits.idle, limits.max],
    'access_touch_session',
  )
}

/** The number that every change of users, teams, roles and permissions raises. */
export async function readEpoch(db: Connection): Promise<number> {
  const [row] = await db.rows<{ epoch: number }>('SELECT epoch FROM access_epoch', [], 'access_epoch')
  return row?.epoch ?? 0
}

/** A permission as one role gives it. */
export interface GivenGrant extends Grant {
  role: string
}

interface RightsRow {
  id: number
  name: string
  team_id: number | null
  roles: string[]
  headed: number[]
  grants: { role: string; module: string; action: string; scope: Scope }[]
  /** A role asks for a second factor, and there is none. */
  lacks_factor: boolean
}

/** A key that is neither taken back nor too old, with what decides whether its maker may go on. */
export interface KeyRow {
  id: number
  user_id: number
  is_active: boolean
  is_demo: boolean
  last_used_at: Date | null
  epoch: number
}

export async function findKey(db: Connection, hash: Buffer): Promise<KeyRow | undefined> {
  const [row] = await db.rows<KeyRow>(
    `SELECT k.id, k.created_by AS user_id, k.last_used_at, u.is_active, u.is_demo, e.epoch
     FROM api_keys k JOIN users u ON u.id = k.created_by CROSS JOIN access_epoch e
     WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > now()`,
    [hash],
    'access_key',
  )
  return row
}

export async function touchKey(db: Connection, keyId: number): Promise<void> {
  await db.rows('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [keyId], 'access_touch_key')
}

/** What a program with this key may do now: what its role may, as far as its maker may. */
export async function findKeyRights(db: Connection, keyId: number): Promise<Rights | undefined> {
  const [key] = await db.rows<{ user_id: number; role: string; grants: RightsRow['grants'] }>(
    `SELECT k.created_by AS user_id, r.name AS role,
            (SELECT coalesce(json_agg(json_build_object('module', p.module_name, 'action', p.action, 'scope', p.scope) ORDER BY p.id), '[]')
             FROM permissions p WHERE p.role_id = r.id AND p.allowed) AS grants
     FROM api_keys k JOIN roles r ON r.id = k.role_id
     WHERE k.id = $1 AND k.revoked_at IS NULL AND k.expires_at > now()`,
    [keyId],
    'access_key_rights',
  )
  const found = key && (await findRights(db, key.user_id))
  if (!found) return undefined
  // A program signs in by its key alone.
  const { needsSecondFactor: _, ...maker } = found
  // Whoever is no Super Admin any more has no keys of one.
  const roles = maker.roles.includes(key.role) || !isSuperAdminRole(key.role) ? [key.role] : []
  return { ...maker, roles, permissions: inCommon(maker, key.grants.filter(isGrant)), apiKeyId: keyId }
}

const isSuperAdminRole = (role: string) => role === 'Super Admin'

/** Whether the provider vouched for two factors when the person last came from it. */
export async function isVouchedFor(db: Connection, userId: number): Promise<boolean> {
  const rows = await db.rows(
    `SELECT 1 FROM accounts WHERE user_id = $1 AND provider_id = 'oidc' AND is_strong`,
    [userId],
  )
  return rows.length > 0
}

/** What the person, or the program that acts for them, may do at this moment. */
export function findRightsOf(
  db: Connection,
  { userId, apiKeyId }: Pick<Principal, 'userId' | 'apiKeyId'>,
): Promise<Rights | undefined> {
  return apiKeyId === undefined ? findRights(db, userId) : findKeyRights(db, apiKeyId)
}

/** What a person may do now, from their roles; undefined where there is no such active person. */
export async function findRights(db: Connection, userId: number): Promise<Rights | undefined> {
  return (await findRightsOfMany(db, [userId])).get(userId)?.rights
}

/** The same for several people, by id, and which of their roles gives what. */
export async function findRightsOfMany(
  db: Connection,
  userIds: readonly number[],
): Promise<ReadonlyMap<number, { rights: Rights; given: GivenGrant[] }>> {
  const rows = await db.rows<RightsRow>(
    `WITH RECURSIVE headed AS (
       SELECT head_id AS user_id, id FROM teams WHERE head_id = ANY ($1::int[])
       UNION SELECT h.user_id, t.id FROM teams t JOIN headed h ON t.parent_id = h.id
     ), held AS (
       SELECT ur.user_id, r.id, r.name, r.needs_second_factor FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = ANY ($1::int[])
     )
     SELECT u.id, u.name, u.team_id,
            EXISTS (SELECT FROM held WHERE held.user_id = u.id AND held.needs_second_factor)
              AND NOT ${HAS_FACTOR} AS lacks_factor,
            ARRAY(SELECT name::text FROM held WHERE held.user_id = u.id ORDER BY held.id) AS roles,
            ARRAY(SELECT headed.id FROM headed WHERE headed.user_id = u.id ORDER BY headed.id) AS headed,
            (SELECT coalesce(json_agg(json_build_object(
                      'role', held.name, 'module', p.module_name, 'action', p.action, 'scope', p.scope) ORDER BY p.id), '[]')
             FROM held JOIN permissions p ON p.role_id = held.id WHERE held.user_id = u.id AND p.allowed) AS grants
     FROM users u WHERE u.id = ANY ($1::int[]) AND u.is_active`,
    [userIds],
    'access_rights',
  )
  return new Map(
    rows.map(({ id, name, team_id, roles, headed, grants, lacks_factor }) => {
      const given = grants.filter(isGrant)
      const permissions = mergeGrants(given.map(({ module, action, scope }) => ({ module, action, scope })))
      const teamIds = reachedTeams(team_id, headed, permissions)
      const rights: Rights = { userId: id, name, roles, teamId: team_id, teamIds, permissions }
      if (lacks_factor) rights.needsSecondFactor = true
      return [id, { rights, given }]
    }),
  )
}

function isGrant<G extends { module: string; action: string; scope: Scope }>(grant: G): grant is G & Grant {
  return isPermission(grant)
}

/** The teams a person heads, and their own where a CRM permission of theirs reaches the team: a manager who heads none. */
export function reachedTeams(
  ownTeam: number | null,
  headed: readonly number[],
  permissions: readonly Grant[],
): number[] {
  const reached = new Set(headed)
  const leadsTeam = permissions.some(grant => grant.module === 'CRM' && grant.scope === 'team')
  if (ownTeam !== null && leadsTeam) reached.add(ownTeam)
  return [...reached].sort((a, b) => a - b)
}

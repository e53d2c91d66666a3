import { createHash, randomBytes } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import { type Static, Type } from 'typebox'
import type { Connection, Database } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Refusals } from '../refusals.ts'
import { scopeCondition } from '../scope.ts'
import { type Actor, actingNow, auditBy, refuse } from './actor.ts'
import { whyNotGive } from './admin-rules.ts'
import { findRoles } from './roles.repository.ts'
import { closed, Id, Instant, list, Named, name, orNull } from './wire.ts'

const MANAGE_KEYS = { module: 'Administration', action: 'manage_api_keys' } as const

export const ApiKey = Type.Object({
  id: Id,
  name: Type.String(),
  prefix: Type.String({ description: 'How the key begins' }),
  role: orNull(Named),
  created_by: Named,
  created_at: Instant,
  expires_at: Instant,
  last_used_at: orNull(Instant),
  status: Type.Enum(['active', 'expired', 'revoked', 'idle'], {
    description: 'idle: whoever made it has left, so it opens nothing',
  }),
})
export const ApiKeyList = list(ApiKey)
export const NewApiKey = Type.Object(
  { name: name(100), role_id: Id, expires_in_days: Type.Integer({ minimum: 1, maximum: 366 }) },
  closed,
)
export const CreatedApiKey = Type.Object({
  ...ApiKey.properties,
  key: Type.String({ description: 'The key itself; it is shown this once' }),
})
export type ApiKeyView = Static<typeof ApiKey>

/** Keys by which programs use the API. */
export interface ApiKeys {
  list(principal: Principal): Promise<ApiKeyView[]>
  /** @throws AppError "forbidden" for a role that goes beyond the maker, "invalid-input" */
  create(actor: Actor, key: Static<typeof NewApiKey>): Promise<ApiKeyView & { key: string }>
  /** Dead from the next request on. @throws AppError "not-found" */
  revoke(actor: Actor, id: number): Promise<void>
}

export function createApiKeys({ db, refusals }: { db: Database; refusals: Refusals }): ApiKeys {
  return {
    list: principal => findKeys(db, principal),

    create: (actor, { name, role_id, expires_in_days }) =>
      db.inTransaction(async tx => {
        const { me } = await actingNow(tx, actor, MANAGE_KEYS)
        const about = { action: 'created_api_key', recordType: 'role', recordId: role_id }
        // It would outlive the one that made it.
        if (me.apiKeyId !== undefined) refuse(refusals, actor, 'A key makes no keys.', about)
        const role = (await findRoles(tx)).find(each => each.id === role_id)
        if (!role) throw invalidInput('role_id', 'is not a role')
        const why = whyNotGive(me, role)
        if (why) refuse(refusals, actor, why, about)
        const key = `owk_${randomBytes(32).toString('base64url')}`
        const [row] = await tx.rows<{ id: number }>(
          `INSERT INTO api_keys (name, prefix, key_hash, role_id, created_by, expires_at)
           VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) RETURNING id`,
          [
            name.trim(),
            key.slice(0, 8),
            createHash('sha256').update(key).digest(),
            role_id,
            me.userId,
            expires_in_days,
          ],
        )
        const [view] = await findKeys(tx, me, row?.id)
        if (!view) throw new Error('the key was not written')
        auditBy(tx, actor, {
          action: 'created_api_key',
          recordType: 'api_key',
          recordId: view.id,
          details: { name: view.name, role: role.name, days: expires_in_days },
        })
        return { ...view, key }
      }),

    revoke: (actor, id) =>
      db.inTransaction(async tx => {
        const { me } = await actingNow(tx, actor, MANAGE_KEYS)
        const [view] = await findKeys(tx, me, id)
        if (!view) throw new AppError('not-found')
        if (view.status === 'revoked') return
        await tx.rows('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id])
        auditBy(tx, actor, {
          action: 'revoked_api_key',
          recordType: 'api_key',
          recordId: id,
          details: { name: view.name },
        })
      }),
  }
}

type KeyRow = Omit<ApiKeyView, 'created_at' | 'expires_at' | 'last_used_at'> & {
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
}

async function findKeys(db: Connection, principal: Principal, id?: number): Promise<ApiKeyView[]> {
  const values: unknown[] = []
  const columns = { owner: 'k.created_by', team: 'u.team_id' }
  const scope = scopeCondition(principal, 'Administration', 'manage_api_keys', columns, values)
  const one = id === undefined ? '' : ` AND k.id = $${values.push(id)}`
  const rows = await db.rows<KeyRow>(
    `SELECT k.id, k.name, k.prefix, k.created_at, k.expires_at, k.last_used_at,
            CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= now() THEN 'expired'
                 WHEN NOT u.is_active THEN 'idle' ELSE 'active' END AS status,
            json_build_object('id', u.id, 'name', u.name) AS created_by,
            (SELECT json_build_object('id', r.id, 'name', r.name) FROM roles r WHERE r.id = k.role_id) AS role
     FROM api_keys k JOIN users u ON u.id = k.created_by WHERE ${scope}${one} ORDER BY k.id DESC LIMIT 500`,
    values,
  )
  return rows.map(row => ({
    ...row,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }))
}

import { createHmac, timingSafeEqual } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { AppError, invalidInput } from '../../platform/errors.ts'
import type { AccessPlatform, Origin } from './access.platform.ts'
import { audit } from './audit.ts'
import { passwordFlaw } from './password-flaws.ts'
import { insertPerson } from './people.repository.ts'
import { findRoleId, hasSuperAdmin, SUPER_ADMIN } from './roles.service.ts'

/** How long the link works. Milliseconds. A new start prints a new one. */
const LINK_MS = 24 * 3_600_000

export interface FirstAdminRequest {
  token: string
  name: string
  email: string
  /** Absent where the firm's provider is the only way in: they come from it with this address. */
  password?: string | undefined
}

/** How an empty installation gets its first Super Admin. */
export interface FirstAdmin {
  /** The link to print at the start; null when there is a Super Admin. */
  link(): Promise<string | null>
  /** @throws AppError "forbidden" when the link is forged, has run out, or there is a Super Admin already; "invalid-input" for a password
   *  that others guess first */
  create(request: FirstAdminRequest, origin: Origin): Promise<{ id: number; name: string; email: string }>
}

export function createFirstAdmin({
  config,
  db,
  now,
}: Pick<AccessPlatform, 'config' | 'db' | 'now'>): FirstAdmin {
  const sign = (endsAt: string) =>
    createHmac('sha256', config.authSecret).update(`first-admin:${endsAt}`).digest('base64url')

  function isValid(token: string): boolean {
    const [endsAt = '', signature = ''] = token.split('.')
    const expected = Buffer.from(sign(endsAt))
    const given = Buffer.from(signature)
    return (
      given.length === expected.length && timingSafeEqual(given, expected) && Number(endsAt) > now().getTime()
    )
  }

  return {
    async link() {
      if (await db.inTransaction(hasSuperAdmin)) return null
      const endsAt = String(now().getTime() + LINK_MS)
      return `${config.publicUrl}/first-admin?token=${endsAt}.${sign(endsAt)}`
    },
    async create({ token, name, email, password }, origin) {
      if (!isValid(token)) throw usedUp()
      const isOnlyWay = config.oidc?.isOnlyWay === true
      if (isOnlyWay && password !== undefined) throw invalidInput('password', 'is not used here')
      if (!isOnlyWay && password === undefined) throw invalidInput('password', 'is needed')
      const flaw = password && (await passwordFlaw(password, { name, email, publicUrl: config.publicUrl }))
      if (flaw) throw invalidInput('password', flaw)
      const passwordHash = password === undefined ? null : await hashPassword(password)
      return db.inTransaction(async tx => {
        if (await hasSuperAdmin(tx)) throw usedUp()
        const person = { name: name.trim(), email: email.trim().toLowerCase() }
        const [taken] = await tx.rows('SELECT 1 FROM users WHERE lower(email) = $1', [person.email])
        if (taken) throw invalidInput('email', 'is in use already')
        const roleId = await findRoleId(tx, SUPER_ADMIN)
        const id = await insertPerson(tx, { ...person, passwordHash, teamId: null, roleId, isDemo: false })
        audit(tx, {
          userId: id,
          action: 'created_first_admin',
          module: 'Administration',
          recordType: 'user',
          recordId: id,
          ...origin,
        })
        return { id, ...person }
      })
    },
  }
}

function usedUp(): AppError {
  return new AppError('forbidden', {
    detail: 'This link has run out or was used. Start the server again for a new one.',
  })
}

import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { Connection } from '../../platform/database/database.ts'

/** Asks whether a password is right; opens nothing. */
export interface Passwords {
  /** Takes as long for an account that does not exist. @returns the person, or null */
  personOf(email: string, password: string): Promise<number | null>
  /** @returns null where the person has no password: they sign in by the firm's provider alone */
  isRight(userId: number, password: string): Promise<boolean | null>
  has(userId: number): Promise<boolean>
}

/** @param areOff where the firm's provider is the only way in: then nobody has one, whatever lies in the database */
export function createPasswords(db: Connection, areOff: boolean): Passwords {
  let nobodys: Promise<string> | undefined

  async function matches(hash: string | undefined, password: string): Promise<boolean> {
    nobodys ??= hashPassword('a password that nobody has')
    const isRight = await verifyPassword({ hash: hash ?? (await nobodys), password })
    return hash !== undefined && isRight
  }

  return {
    async personOf(email, password) {
      if (areOff) return null
      const [account] = await db.rows<{ user_id: number; password: string }>(
        `SELECT a.user_id, a.password FROM accounts a JOIN users u ON u.id = a.user_id
         WHERE lower(u.email) = lower($1) AND a.provider_id = 'credential' AND a.password IS NOT NULL`,
        [email],
      )
      return (await matches(account?.password, password)) && account ? account.user_id : null
    },
    async isRight(userId, password) {
      if (areOff) return null
      const [account] = await db.rows<{ password: string }>(
        `SELECT password FROM accounts WHERE user_id = $1 AND provider_id = 'credential' AND password IS NOT NULL`,
        [userId],
      )
      return account ? matches(account.password, password) : null
    },
    async has(userId) {
      if (areOff) return false
      const found = await db.rows(
        `SELECT 1 FROM accounts WHERE user_id = $1 AND provider_id = 'credential' AND password IS NOT NULL`,
        [userId],
      )
      return found.length > 0
    },
  }
}

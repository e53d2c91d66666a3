import type { ResealTarget } from '../../../platform/crypto/rotation.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'

export interface FactorRow {
  secret: Buffer
  confirmed_at: Date | null
  last_step: number
}

/** What a secret is sealed for: it opens for nobody else. */
export const contextOf = (userId: number | string): string => `second-factor:${userId}`

/** The factor of a person; with `lock` held until the transaction ends. */
export async function findFactor(
  db: Connection,
  userId: number,
  lock = false,
): Promise<FactorRow | undefined> {
  const [row] = await db.rows<FactorRow>(
    `SELECT secret, confirmed_at, last_step FROM second_factors WHERE user_id = $1${lock ? ' FOR UPDATE' : ''}`,
    [userId],
  )
  return row
}

/** Begins anew, unless there is a confirmed one. @returns whether it was written */
export async function writeUnconfirmed(db: Connection, userId: number, secret: Buffer): Promise<boolean> {
  const written = await db.rows(
    `INSERT INTO second_factors AS f (user_id, secret) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now() WHERE f.confirmed_at IS NULL
     RETURNING 1`,
    [userId, secret],
  )
  return written.length > 0
}

export async function confirmFactor(db: Connection, userId: number, step: number): Promise<void> {
  await db.rows('UPDATE second_factors SET confirmed_at = now(), last_step = $2 WHERE user_id = $1', [
    userId,
    step,
  ])
}

/** @returns false where a code of this step, or of a later one, was taken already */
export async function takeStep(db: Connection, userId: number, step: number): Promise<boolean> {
  const taken = await db.rows(
    'UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING 1',
    [userId, step],
  )
  return taken.length > 0
}

/** Takes the codes of an app away. @returns whether there were confirmed ones */
export async function removeTotp(db: Connection, userId: number): Promise<boolean> {
  const [gone] = await db.rows<{ confirmed_at: Date | null }>(
    'DELETE FROM second_factors WHERE user_id = $1 RETURNING confirmed_at',
    [userId],
  )
  return gone !== undefined && gone.confirmed_at !== null
}

/** Takes all away: codes of an app, passkeys and recovery codes. @returns whether there was anything to sign in by */
export async function removeFactors(db: Connection, userId: number): Promise<boolean> {
  const hadTotp = await removeTotp(db, userId)
  const passkeys = await db.rows('DELETE FROM passkeys WHERE user_id = $1 RETURNING 1', [userId])
  await removeRecoveryCodes(db, userId)
  return hadTotp || passkeys.length > 0
}

export async function removeRecoveryCodes(db: Connection, userId: number): Promise<void> {
  await db.rows('DELETE FROM recovery_codes WHERE user_id = $1', [userId])
}

/** Whether a person has a second factor, of whatever kind; `u` is the row of users. */
export const HAS_FACTOR = `(EXISTS (SELECT FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
  OR EXISTS (SELECT FROM passkeys k WHERE k.user_id = u.id))`

export async function replaceRecoveryCodes(
  db: Connection,
  userId: number,
  salt: Buffer,
  hashes: readonly string[],
): Promise<void> {
  await db.rows('DELETE FROM recovery_codes WHERE user_id = $1', [userId])
  await db.rows('INSERT INTO recovery_codes (user_id, salt, code_hash) SELECT $1, $2, unnest($3::text[])', [
    userId,
    salt,
    hashes,
  ])
}

/** What a person's codes are salted with; none where they have no codes left. */
export async function findRecoverySalt(db: Connection, userId: number): Promise<Buffer | undefined> {
  const [row] = await db.rows<{ salt: Buffer }>(
    'SELECT salt FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL AND salt IS NOT NULL LIMIT 1',
    [userId],
  )
  return row?.salt
}

/** Codes that have no salt yet; held until the transaction ends. */
export const findUnsaltedCodes = (tx: Transaction) =>
  tx.rows<{ id: number; user_id: number; code_hash: string }>(
    'SELECT id, user_id, code_hash FROM recovery_codes WHERE salt IS NULL ORDER BY id FOR UPDATE',
  )

export async function saltRecoveryCode(
  tx: Transaction,
  id: number,
  salt: Buffer,
  hash: string,
): Promise<void> {
  await tx.rows('UPDATE recovery_codes SET salt = $2, code_hash = $3 WHERE id = $1', [id, salt, hash])
}

/** @returns false where it is no code of this person, or was used */
export async function useRecoveryCode(db: Connection, userId: number, hash: string): Promise<boolean> {
  const used = await db.rows(
    'UPDATE recovery_codes SET used_at = now() WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING 1',
    [userId, hash],
  )
  return used.length > 0
}

export async function countRecoveryCodes(db: Connection, userId: number): Promise<number> {
  const [row] = await db.rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL',
    [userId],
  )
  return row?.count ?? 0
}

/** Secrets move to the active key in batches. */
export const factorReseal: ResealTarget = {
  name: 'second_factors',
  async nextBatch(tx, activeKeyId, limit, after) {
    // The second byte of a sealed value is the length of its key's id, which follows.
    const rows = await tx.rows<{ id: number; bytes: Buffer }>(
      `SELECT user_id AS id, secret AS bytes FROM second_factors
       WHERE substr(secret, 3, get_byte(secret, 1)) <> convert_to($1, 'LATIN1') AND user_id > $2 ORDER BY user_id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(row => ({ ...row, context: contextOf(row.id) }))
  },
  async reseal(tx, row, bytes) {
    await tx.rows('UPDATE second_factors SET secret = $1 WHERE user_id = $2 AND secret = $3', [
      bytes,
      row.id,
      row.bytes,
    ])
  },
}

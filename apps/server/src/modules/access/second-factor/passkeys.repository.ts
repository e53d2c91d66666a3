import type { Connection } from '../../../platform/database/database.ts'

export interface PasskeyRow {
  id: number
  user_id: number
  credential_id: Buffer
  public_key: Buffer
  sign_count: number
}

/** A passkey as its person sees it. */
export interface OwnPasskey {
  id: number
  name: string
  is_synced: boolean
  created_at: string
  last_used_at: string | null
}

/** A passkey by what its authenticator knows it by, held until the transaction ends. */
export async function lockPasskey(db: Connection, credentialId: Buffer): Promise<PasskeyRow | undefined> {
  const [row] = await db.rows<PasskeyRow>(
    `SELECT id, user_id, credential_id, public_key, sign_count FROM passkeys WHERE credential_id = $1 FOR UPDATE`,
    [credentialId],
  )
  return row && { ...row, sign_count: Number(row.sign_count) }
}

export async function countUse(
  db: Connection,
  id: number,
  use: { signCount: number; isSynced: boolean },
): Promise<void> {
  await db.rows('UPDATE passkeys SET sign_count = $2, is_synced = $3, last_used_at = now() WHERE id = $1', [
    id,
    use.signCount,
    use.isSynced,
  ])
}

/** What the browser is told of a person's passkeys, to offer the right one, or to make no second one in the same place. */
export async function findCredentials(
  db: Connection,
  userId: number,
): Promise<{ id: string; transports: string[] }[]> {
  const rows = await db.rows<{ credential_id: Buffer; transports: string[] }>(
    'SELECT credential_id, transports FROM passkeys WHERE user_id = $1 ORDER BY id',
    [userId],
  )
  return rows.map(row => ({ id: row.credential_id.toString('base64url'), transports: row.transports }))
}

export async function findOwnPasskeys(db: Connection, userId: number): Promise<OwnPasskey[]> {
  const rows = await db.rows<{
    id: number
    name: string
    is_synced: boolean
    created_at: Date
    last_used_at: Date | null
  }>('SELECT id, name, is_synced, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY id', [
    userId,
  ])
  return rows.map(row => ({
    ...row,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }))
}

export async function countPasskeys(db: Connection, userId: number): Promise<number> {
  const [row] = await db.rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM passkeys WHERE user_id = $1',
    [userId],
  )
  return row?.count ?? 0
}

/** @returns its id; undefined where somebody has this passkey already */
export async function insertPasskey(
  db: Connection,
  passkey: {
    userId: number
    name: string
    credentialId: Buffer
    publicKey: Buffer
    signCount: number
    isSynced: boolean
    transports: readonly string[]
  },
): Promise<number | undefined> {
  const [row] = await db.rows<{ id: number }>(
    `INSERT INTO passkeys (user_id, name, credential_id, public_key, sign_count, is_synced, transports)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING RETURNING id`,
    [
      passkey.userId,
      passkey.name,
      passkey.credentialId,
      passkey.publicKey,
      passkey.signCount,
      passkey.isSynced,
      passkey.transports,
    ],
  )
  return row?.id
}

/** @returns whether the person has it */
export async function renamePasskey(
  db: Connection,
  userId: number,
  id: number,
  name: string,
): Promise<boolean> {
  const rows = await db.rows('UPDATE passkeys SET name = $3 WHERE id = $2 AND user_id = $1 RETURNING 1', [
    userId,
    id,
    name,
  ])
  return rows.length > 0
}

/** @returns whether the person had it */
export async function deletePasskey(db: Connection, userId: number, id: number): Promise<boolean> {
  const rows = await db.rows('DELETE FROM passkeys WHERE id = $2 AND user_id = $1 RETURNING 1', [userId, id])
  return rows.length > 0
}

import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../platform/crypto/rotation.ts'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { makeSecret } from './signature.ts'

/** Hours for which the secret before still signs too. */
export const OVERLAP_HOURS = 24

const contextOf = (endpointId: number) => `webhook:${endpointId}:secret`

/** Gives an endpoint a new secret; the one it had signs beside it for a day.
 *  @returns the secret, which is told this once */
export async function renewSecret(
  tx: Transaction,
  crypto: Pick<Crypto, 'seal'>,
  endpointId: number,
  now: Date,
): Promise<string> {
  const secret = makeSecret()
  const { bytes, keyId } = crypto.seal(secret, contextOf(endpointId))
  await tx.rows(
    `WITH gone AS (DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND ends_at IS NOT NULL),
          before AS (UPDATE webhook_secrets SET ends_at = $2 WHERE endpoint_id = $1 AND ends_at IS NULL)
     INSERT INTO webhook_secrets (endpoint_id, secret, key_id) VALUES ($1, $3, $4)`,
    [endpointId, new Date(now.getTime() + OVERLAP_HOURS * 3_600_000), bytes, keyId],
  )
  return secret
}

/** The secrets that sign now, the newest first. */
export async function secretsOf(
  db: Connection,
  crypto: Pick<Crypto, 'open'>,
  endpointId: number,
  now: Date,
): Promise<string[]> {
  const rows = await db.rows<{ secret: Buffer }>(
    'SELECT secret FROM webhook_secrets WHERE endpoint_id = $1 AND (ends_at IS NULL OR ends_at > $2) ORDER BY id DESC',
    [endpointId, now],
    'webhook-secrets',
  )
  return rows.map(row => crypto.open(row.secret, contextOf(endpointId)).toString())
}

/** Secrets move to the active key. */
export const secretReseal: ResealTarget = {
  name: 'webhook-secrets',
  async nextBatch(tx, activeKeyId, limit, after) {
    const rows = await tx.rows<{ id: number; endpoint_id: number; bytes: Buffer }>(
      `SELECT id, endpoint_id, secret AS bytes FROM webhook_secrets WHERE key_id <> $1 AND id > $2 ORDER BY id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(({ id, endpoint_id, bytes }) => ({ id, bytes, context: contextOf(endpoint_id) }))
  },
  async reseal(tx, row, bytes, keyId) {
    await tx.rows('UPDATE webhook_secrets SET secret = $1, key_id = $2 WHERE id = $3 AND secret = $4', [
      bytes,
      keyId,
      row.id,
      row.bytes,
    ])
  },
}

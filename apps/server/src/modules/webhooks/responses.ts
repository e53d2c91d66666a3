import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../platform/crypto/rotation.ts'

const contextOf = (deliveryId: number | string) => `webhook-delivery:${deliveryId}:response`

/** How an answer begins, encrypted: whoever was told of a contact may say it back. */
export const sealResponse = (crypto: Pick<Crypto, 'seal'>, deliveryId: number, body: Buffer) =>
  crypto.seal(body, contextOf(deliveryId))

/** Null when the key is gone: the rest of the log is to be read all the same. */
export function openResponse(
  crypto: Pick<Crypto, 'open'>,
  deliveryId: number,
  bytes: Buffer | null,
): string | null {
  if (!bytes) return null
  try {
    return crypto.open(bytes, contextOf(deliveryId)).toString('utf8').replaceAll('\0', '')
  } catch {
    return null
  }
}

/** Answers move to the active key. */
export const responseReseal: ResealTarget = {
  name: 'webhook-responses',
  async nextBatch(tx, activeKeyId, limit, after) {
    const rows = await tx.rows<{ id: number; delivery_id: number; bytes: Buffer }>(
      `SELECT id, delivery_id, response AS bytes FROM webhook_attempts
       WHERE key_id IS NOT NULL AND key_id <> $1 AND id > $2 ORDER BY id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(({ id, delivery_id, bytes }) => ({ id, bytes, context: contextOf(delivery_id) }))
  },
  async reseal(tx, row, bytes, keyId) {
    await tx.rows('UPDATE webhook_attempts SET response = $1, key_id = $2 WHERE id = $3 AND response = $4', [
      bytes,
      keyId,
      row.id,
      row.bytes,
    ])
  },
}

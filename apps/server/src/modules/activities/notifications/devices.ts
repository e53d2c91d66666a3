import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../../platform/crypto/rotation.ts'
import type { Connection } from '../../../platform/database/database.ts'
import type { PushSubscription } from '../../../platform/push/push.ts'

const CONTEXT = 'push-subscription'
/** Of one person; the oldest make room. */
const MOST_DEVICES = 10

export interface DeviceRow {
  id: number
  device: string
  created_at: Date
}

export const openDevice = (crypto: Pick<Crypto, 'open'>, bytes: Buffer): PushSubscription =>
  JSON.parse(crypto.open(bytes, CONTEXT).toString()) as PushSubscription

/** Keeps a device; the same one again is the person's who is signed in on it now. */
export async function keepDevice(
  db: Connection,
  crypto: Pick<Crypto, 'seal' | 'hash'>,
  userId: number,
  subscription: PushSubscription,
  device: string,
): Promise<DeviceRow> {
  const { bytes } = crypto.seal(JSON.stringify(subscription), CONTEXT)
  const [row] = await db.rows<DeviceRow>(
    `WITH old AS (
       DELETE FROM push_subscriptions WHERE id IN (
         SELECT id FROM push_subscriptions WHERE user_id = $1 AND endpoint_hash <> $2 ORDER BY id DESC OFFSET ${MOST_DEVICES - 1})
     )
     INSERT INTO push_subscriptions (user_id, endpoint_hash, subscription, device) VALUES ($1, $2, $3, $4)
     ON CONFLICT (endpoint_hash) DO UPDATE SET user_id = excluded.user_id, subscription = excluded.subscription
     RETURNING id, device, created_at`,
    [userId, crypto.hash('push-endpoint', subscription.endpoint), bytes, device.slice(0, 100)],
  )
  if (!row) throw new Error('the device was not kept')
  return row
}

export const devicesOf = (db: Connection, userId: number): Promise<DeviceRow[]> =>
  db.rows<DeviceRow>('SELECT id, device, created_at FROM push_subscriptions WHERE user_id = $1 ORDER BY id', [
    userId,
  ])

/** @returns whether there was such a device of the person */
export async function dropDevice(db: Connection, userId: number, id: number): Promise<boolean> {
  const gone = await db.rows('DELETE FROM push_subscriptions WHERE id = $1 AND user_id = $2 RETURNING id', [
    id,
    userId,
  ])
  return gone.length > 0
}

/** Devices move to the active key in batches. */
export const deviceReseal: ResealTarget = {
  name: 'push-subscriptions',
  async nextBatch(tx, activeKeyId, limit, after) {
    // The second byte of a sealed value is the length of its key's id, which follows.
    const rows = await tx.rows<{ id: number; bytes: Buffer }>(
      `SELECT id, subscription AS bytes FROM push_subscriptions
       WHERE substr(subscription, 3, get_byte(subscription, 1)) <> convert_to($1, 'LATIN1') AND id > $2 ORDER BY id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(row => ({ ...row, context: CONTEXT }))
  },
  async reseal(tx, row, bytes) {
    await tx.rows('UPDATE push_subscriptions SET subscription = $1 WHERE id = $2 AND subscription = $3', [
      bytes,
      row.id,
      row.bytes,
    ])
  },
}

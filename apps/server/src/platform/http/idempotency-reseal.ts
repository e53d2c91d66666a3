import type { ResealTarget } from '../crypto/rotation.ts'

/** For the rotation of keys: kept answers move to the active key. The id of a row is `user_id key`; keys hold no spaces. */
export const idempotencyReseal: ResealTarget = {
  name: 'idempotency_keys',
  async nextBatch(tx, activeKeyId, limit, after) {
    // The second byte of a sealed value is the length of its key's id, which follows.
    const rows = await tx.rows<{ user_id: number; key: string; answer: Buffer }>(
      `SELECT user_id, key, answer FROM idempotency_keys
       WHERE answer IS NOT NULL AND substr(answer, 3, get_byte(answer, 1)) <> convert_to($1, 'LATIN1')
         AND (user_id, key) > ($2::int, $3::text)
       ORDER BY user_id, key LIMIT $4`,
      [activeKeyId, ...placeOf(after ?? '0 '), limit],
    )
    return rows.map(({ user_id, key, answer }) => ({
      id: `${user_id} ${key}`,
      bytes: answer,
      context: answerContext(user_id, key),
    }))
  },
  async reseal(tx, row, bytes) {
    await tx.rows('UPDATE idempotency_keys SET answer = $4 WHERE user_id = $1 AND key = $2 AND answer = $3', [
      ...placeOf(row.id),
      row.bytes,
      bytes,
    ])
  },
}

/** What an answer is sealed for: it opens under no other key and for nobody else. */
export function answerContext(userId: number, key: string): string {
  return `idempotency:${userId}:${key}`
}

function placeOf(id: number | string): [userId: number, key: string] {
  const [userId, key = ''] = String(id).split(' ')
  return [Number(userId), key]
}

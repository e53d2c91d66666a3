import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../platform/crypto/rotation.ts'

/** For the rotation of keys: a column of sealed values in a table with few rows, so that the key is read from each. */
export function resealColumn(
  crypto: Pick<Crypto, 'keyIdOf'>,
  { table, column, context }: { table: string; column: string; context: string },
): ResealTarget {
  return {
    name: table,
    async nextBatch(tx, activeKeyId, limit, after) {
      const rows = await tx.rows<{ id: number; bytes: Buffer }>(
        `SELECT id, ${column} AS bytes FROM ${table} WHERE ${column} IS NOT NULL AND id > $1 ORDER BY id`,
        [after ?? 0],
      )
      return rows
        .filter(({ bytes }) => crypto.keyIdOf(bytes) !== activeKeyId)
        .slice(0, limit)
        .map(row => ({ ...row, context }))
    },
    async reseal(tx, row, bytes) {
      await tx.rows(`UPDATE ${table} SET ${column} = $3 WHERE id = $1 AND ${column} = $2`, [
        row.id,
        row.bytes,
        bytes,
      ])
    },
  }
}

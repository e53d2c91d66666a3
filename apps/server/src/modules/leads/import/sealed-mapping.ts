import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../../platform/crypto/rotation.ts'
import type { ImportMapping } from './imports.schemas.ts'

/** A mapping quotes headings and words of the file: where the file has no header line, they are somebody's e-mail and phone. */
const CONTEXT = 'lead-import.mapping'

export const sealMapping = (crypto: Crypto, mapping: ImportMapping): Buffer =>
  crypto.seal(JSON.stringify(mapping), CONTEXT).bytes

export const openMapping = (crypto: Crypto, sealed: Uint8Array): ImportMapping =>
  JSON.parse(crypto.open(sealed, CONTEXT).toString('utf8'))

/** For the rotation of keys. There are few, so the key is read from each. */
export function mappingReseal(
  crypto: Pick<Crypto, 'keyIdOf'>,
  table: 'lead_imports' | 'import_mappings',
): ResealTarget {
  return {
    name: table,
    async nextBatch(tx, activeKeyId, limit, after) {
      const rows = await tx.rows<{ id: number; mapping: Buffer }>(
        `SELECT id, mapping FROM ${table} WHERE mapping IS NOT NULL AND id > $1 ORDER BY id`,
        [after ?? 0],
      )
      return rows
        .filter(({ mapping }) => crypto.keyIdOf(mapping) !== activeKeyId)
        .slice(0, limit)
        .map(({ id, mapping }) => ({ id, bytes: mapping, context: CONTEXT }))
    },
    async reseal(tx, row, bytes) {
      await tx.rows(`UPDATE ${table} SET mapping = $3 WHERE id = $1 AND mapping = $2`, [
        row.id,
        row.bytes,
        bytes,
      ])
    },
  }
}

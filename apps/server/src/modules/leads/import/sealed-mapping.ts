import type { Crypto } from '../../../platform/crypto/crypto.ts'
import { resealColumn } from '../sealed-column.ts'
import type { ImportMapping } from './imports.schemas.ts'

/** A mapping quotes headings and words of the file: where the file has no header line, they are somebody's e-mail and phone. */
const CONTEXT = 'lead-import.mapping'

export const sealMapping = (crypto: Crypto, mapping: ImportMapping): Buffer =>
  crypto.seal(JSON.stringify(mapping), CONTEXT).bytes

export const openMapping = (crypto: Crypto, sealed: Uint8Array): ImportMapping =>
  JSON.parse(crypto.open(sealed, CONTEXT).toString('utf8'))

/** For the rotation of keys. */
export const mappingReseal = (crypto: Pick<Crypto, 'keyIdOf'>, table: 'lead_imports' | 'import_mappings') =>
  resealColumn(crypto, { table, column: 'mapping', context: CONTEXT })

import type { Crypto } from '../../../platform/crypto/crypto.ts'
import { resealColumn } from '../sealed-column.ts'
import type { LeadQuestion } from './lead-pages.ts'

const CONTEXT = 'lead-export.question'

/** What is searched for may be somebody's phone. */
export const sealQuestion = (crypto: Crypto, question: LeadQuestion): Buffer =>
  crypto.seal(JSON.stringify(question), CONTEXT).bytes

export const openQuestion = (crypto: Crypto, sealed: Uint8Array): LeadQuestion =>
  JSON.parse(crypto.open(sealed, CONTEXT).toString('utf8'))

/** For the rotation of keys. */
export const questionReseal = (crypto: Pick<Crypto, 'keyIdOf'>) =>
  resealColumn(crypto, { table: 'lead_exports', column: 'question', context: CONTEXT })

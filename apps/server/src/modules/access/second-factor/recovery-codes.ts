import { randomBytes, randomInt, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { AccessPlatform } from '../access.platform.ts'
import {
  findRecoverySalt,
  findUnsaltedCodes,
  replaceRecoveryCodes,
  saltRecoveryCode,
  useRecoveryCode,
} from './second-factor.repository.ts'

const slowly = promisify<Buffer, Buffer, number, Buffer>(scrypt)

/** How many are given at a time. */
const RECOVERY_CODES = 10
/** No letters that look like digits or like each other. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 10

/** Bytes of a salt, and of a hash. */
const SALT = 16
const HASH = 32

/** Codes for whoever has lost the rest, kept as salted scrypt of a keyed hash: whoever has the database needs the key, too, and then
 *  has to guess slowly, for each person anew. */
export interface RecoveryCodes {
  /** New codes, to be shown once; the old ones are dead. */
  renew(tx: Transaction, userId: number): Promise<string[]>
  /** @returns false where it is no code of this person, or was used */
  use(tx: Connection, userId: number, typed: string): Promise<boolean>
}

export function createRecoveryCodes(crypto: Pick<AccessPlatform['crypto'], 'hash'>): RecoveryCodes {
  const keyed = (userId: number, code: string) =>
    crypto.hash('recovery-code', `${userId}:${normaliseRecoveryCode(code)}`)
  return {
    async renew(tx, userId) {
      const codes = makeRecoveryCodes()
      const salt = randomBytes(SALT)
      const hashes = await Promise.all(codes.map(code => saltedHash(keyed(userId, code), salt)))
      await replaceRecoveryCodes(tx, userId, salt, hashes)
      return codes
    },
    async use(tx, userId, typed) {
      const salt = await findRecoverySalt(tx, userId)
      // As slow where there are none.
      const hash = await saltedHash(keyed(userId, typed), salt ?? randomBytes(SALT))
      return salt !== undefined && useRecoveryCode(tx, userId, hash)
    },
  }
}

/** Puts the slow hash over codes that were kept by the keyed one alone. Nobody need do anything: their codes stay good. */
export async function saltOldRecoveryCodes(tx: Transaction): Promise<void> {
  const salts = new Map<number, Buffer>()
  for (const { id, user_id, code_hash } of await findUnsaltedCodes(tx)) {
    const salt = salts.get(user_id) ?? randomBytes(SALT)
    salts.set(user_id, salt)
    await saltRecoveryCode(tx, id, salt, await saltedHash(code_hash, salt))
  }
}

const saltedHash = async (keyedHash: string, salt: Buffer): Promise<string> =>
  (await slowly(Buffer.from(keyedHash), salt, HASH)).toString('base64url')

/** New codes as they are shown, once: `k7m2p-x9qrd`. 49 bits each, and tries are limited. */
function makeRecoveryCodes(): string[] {
  const codes = new Set<string>()
  while (codes.size < RECOVERY_CODES) codes.add(makeCode())
  return [...codes]
}

/** A code as it is compared: however it was typed. */
const normaliseRecoveryCode = (typed: string): string => typed.toLowerCase().replaceAll(/[\s-]/g, '')

function makeCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}

import { randomInt } from 'node:crypto'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { replaceRecoveryCodes, useRecoveryCode } from './second-factor.repository.ts'

/** How many are given at a time. */
const RECOVERY_CODES = 10
/** No letters that look like digits or like each other. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 10

/** Codes for whoever has lost the rest, kept as keyed hashes. */
export interface RecoveryCodes {
  /** New codes, to be shown once; the old ones are dead. */
  renew(tx: Transaction, userId: number): Promise<string[]>
  /** @returns false where it is no code of this person, or was used */
  use(tx: Connection, userId: number, typed: string): Promise<boolean>
}

export function createRecoveryCodes(crypto: Pick<AccessPlatform['crypto'], 'hash'>): RecoveryCodes {
  const hashOf = (userId: number, code: string) =>
    crypto.hash('recovery-code', `${userId}:${normaliseRecoveryCode(code)}`)
  return {
    async renew(tx, userId) {
      const codes = makeRecoveryCodes()
      await replaceRecoveryCodes(
        tx,
        userId,
        codes.map(code => hashOf(userId, code)),
      )
      return codes
    },
    use: (tx, userId, typed) => useRecoveryCode(tx, userId, hashOf(userId, typed)),
  }
}

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

import { randomInt } from 'node:crypto'

/** How many are given at a time. */
export const RECOVERY_CODES = 10
/** No letters that look like digits or like each other. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 10

/** New codes as they are shown, once: `k7m2p-x9qrd`. 49 bits each, and tries are limited. */
export function makeRecoveryCodes(): string[] {
  const codes = new Set<string>()
  while (codes.size < RECOVERY_CODES) codes.add(makeCode())
  return [...codes]
}

/** A code as it is compared: however it was typed. */
export const normaliseRecoveryCode = (typed: string): string => typed.toLowerCase().replaceAll(/[\s-]/g, '')

function makeCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type EncryptionKeys, encryptionKeysKind, readOrMakeKeys } from '../config/keys.ts'
import { createCrypto } from './crypto.ts'
import { createKeyRing } from './key-ring.ts'

let dir: string
let keyFile: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keys-'))
  keyFile = join(dir, 'keys')
})
afterEach(() => rmSync(dir, { recursive: true }))

function keysInFile(): EncryptionKeys {
  const keys = encryptionKeysKind.parse(readOrMakeKeys(dir).ENCRYPTION_KEYS)
  if (!keys) throw new Error('the key file cannot be read')
  return keys
}

it('makes a new key active, known to the other process that shares the file', () => {
  const here = createKeyRing(keysInFile(), keyFile)
  const there = createKeyRing(keysInFile(), keyFile)
  const crypto = createCrypto(here)
  const old = crypto.seal('x', 'here')
  const hashBefore = crypto.hash('email', 'a@b.example')
  const secrets = readOrMakeKeys(dir)

  here.addKey()

  expect(crypto.activeKeyId).toBe('k2')
  const sealed = crypto.seal('y', 'here')
  expect(sealed.keyId).toBe('k2')
  expect(createCrypto(there).open(sealed.bytes, 'here').toString()).toBe('y')
  expect(there.activeKeyId).toBe('k2')
  expect(crypto.hash('email', 'a@b.example')).toBe(hashBefore)
  const restarted = createCrypto(createKeyRing(keysInFile(), keyFile))
  expect(restarted.activeKeyId).toBe('k2')
  expect(restarted.open(old.bytes, 'here').toString()).toBe('x')
  expect(readOrMakeKeys(dir)).toEqual({ ...secrets, ENCRYPTION_KEYS: expect.stringMatching(/^k2:/) })
  expect(statSync(keyFile).mode & 0o777).toBe(0o600)
  expect(readdirSync(dir)).toEqual(['keys'])
})

it('counts on from the highest key', () => {
  const ring = createKeyRing(keysInFile(), keyFile)
  for (let n = 2; n <= 11; n++) ring.addKey()
  expect(ring.activeKeyId).toBe('k11')
})

it('leaves the file alone when the keys are set from outside', () => {
  keysInFile()
  const before = readFileSync(keyFile, 'utf8')
  const set = { activeId: 'k1', byId: new Map([['k1', Buffer.alloc(32, 7)]]), hashKey: Buffer.alloc(32) }
  const ring = createKeyRing(set, keyFile)
  ring.addKey()
  expect(ring.activeKeyId).toBe('k1')
  expect(readFileSync(keyFile, 'utf8')).toBe(before)
})

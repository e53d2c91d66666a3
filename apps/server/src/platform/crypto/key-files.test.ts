import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readKeys } from '../config/keys.ts'
import { createCrypto } from './crypto.ts'
import { openKeyFiles } from './key-files.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keys-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const unset = { authSecret: undefined, encryptionKeys: undefined, databaseUrl: undefined }

it('makes what is unset once, for this user only', () => {
  const first = readKeys({ ...unset, dataDir: dir })
  const second = readKeys({ ...unset, dataDir: dir })
  expect(second.authSecret).toBe(first.authSecret)
  expect(first.authSecret.length).toBeGreaterThanOrEqual(32)
  const sealed = createCrypto(first.encryptionKeys).seal('x', 'here')
  expect(createCrypto(second.encryptionKeys).open(sealed.bytes, 'here').toString()).toBe('x')
  expect(readdirSync(join(dir, 'keys')).sort()).toEqual(['auth-secret', 'encryption-k1', 'hash'])
  for (const name of readdirSync(join(dir, 'keys')))
    expect(statSync(join(dir, 'keys', name)).mode & 0o777).toBe(0o600)
  expect(statSync(join(dir, 'keys')).mode & 0o777).toBe(0o700)
})

it('refuses an outside database without set keys, and a short secret', () => {
  expect(() => readKeys({ ...unset, databaseUrl: 'postgres://x', dataDir: dir })).toThrow(
    /ENCRYPTION_KEYS must be set/,
  )
  expect(() => readKeys({ ...unset, authSecret: 'short', dataDir: dir })).toThrow(
    /AUTH_SECRET takes at least 32/,
  )
})

it('makes a new key active, known to the other process that shares the folder', async () => {
  const here = openKeyFiles(dir)
  const there = openKeyFiles(dir)
  const crypto = createCrypto(here)
  const hashBefore = crypto.hash('email', 'a@b.example')
  expect(here.addKey()).toBe('k2')
  expect(crypto.activeKeyId).toBe('k2')
  const sealed = crypto.seal('x', 'here')
  await new Promise(resolve => setTimeout(resolve, 1100))
  expect(createCrypto(there).open(sealed.bytes, 'here').toString()).toBe('x')
  expect(there.activeKeyId).toBe('k2')
  expect(crypto.hash('email', 'a@b.example')).toBe(hashBefore)
  expect(there.keyIds).toEqual(['k2', 'k1'])
})

it('does not replace a lost hash key in silence', () => {
  openKeyFiles(dir)
  rmSync(join(dir, 'hash'))
  expect(() => openKeyFiles(dir)).toThrow(/hash is missing/)
})

it('never rewrites a key', () => {
  openKeyFiles(dir)
  const before = readFileSync(join(dir, 'encryption-k1'), 'utf8')
  openKeyFiles(dir).addKey()
  expect(readFileSync(join(dir, 'encryption-k1'), 'utf8')).toBe(before)
})

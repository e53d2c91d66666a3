import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Crypto, createCrypto, SealedValueError } from './crypto.ts'
import { createKeyRing } from './key-ring.ts'

const key = () => randomBytes(32)
const k1 = key()
const hash = key()

/** With the first of the keys active. */
function cryptoWith(keys: Record<string, Buffer>, hashKey = hash): Crypto {
  return createCrypto(
    createKeyRing({ activeId: String(Object.keys(keys)[0]), byId: new Map(Object.entries(keys)), hashKey }),
  )
}

const crypto = cryptoWith({ k1 })

describe('seal and open', () => {
  it.each(['', 'a', 'कखग 🏠', 'x'.repeat(100_000)])('gives back the text', text => {
    expect(crypto.open(crypto.seal(text, 'here').bytes, 'here').toString()).toBe(text)
  })

  it('gives back the bytes', () => {
    const bytes = randomBytes(1000)
    expect(crypto.open(crypto.seal(bytes, 'here').bytes, 'here')).toEqual(bytes)
  })

  it('never gives the same ciphertext twice', () => {
    const sealed = new Set(
      Array.from({ length: 2000 }, () => crypto.seal('same', 'here').bytes.toString('hex')),
    )
    expect(sealed.size).toBe(2000)
  })

  it('opens only in the context of the sealing', () => {
    const { bytes } = crypto.seal('+919812345678', 'lead:1:contact')
    expect(() => crypto.open(bytes, 'lead:2:contact')).toThrow(SealedValueError)
  })

  it('notices any changed byte', () => {
    const { bytes } = crypto.seal('secret', 'here')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => crypto.open(changed, 'here')).toThrow(SealedValueError)
    }
  })

  it('refuses what is too short', () => {
    const { bytes } = crypto.seal('', 'here')
    for (let length = 0; length < bytes.length; length++)
      expect(() => crypto.open(bytes.subarray(0, length), 'here')).toThrow(SealedValueError)
  })

  it('names the key that is missing', () => {
    const elsewhere = cryptoWith({ k7: key() })
    expect(() => crypto.open(elsewhere.seal('x', 'here').bytes, 'here')).toThrow(/"k7" is unknown/)
  })

  it('opens what an older key sealed and seals with the first', () => {
    const old = crypto.seal('x', 'here')
    const rotated = cryptoWith({ k2: key(), k1 })
    expect(rotated.open(old.bytes, 'here').toString()).toBe('x')
    expect(rotated.seal('x', 'here').keyId).toBe('k2')
    expect(rotated.keyIdOf(old.bytes)).toBe('k1')
  })
})

describe('hash', () => {
  it('is 16 bytes in base64url and the same for the same value', () => {
    expect(crypto.hash('email', 'a@b.example')).toMatch(/^[\w-]{22}$/)
    expect(crypto.hash('email', 'a@b.example')).toBe(crypto.hash('email', 'a@b.example'))
  })

  it('differs by kind and by hash key, and survives a rotation', () => {
    const value = crypto.hash('phone', '+911')
    expect(crypto.hash('last-4', '+911')).not.toBe(value)
    expect(cryptoWith({ k1 }, key()).hash('phone', '+911')).not.toBe(value)
    expect(cryptoWith({ k2: key() }).hash('phone', '+911')).toBe(value)
  })
})

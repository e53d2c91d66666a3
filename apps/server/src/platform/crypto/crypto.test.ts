import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCrypto, SealedValueError } from './crypto.ts'
import { type KeyRing, parseKeyRing } from './key-ring.ts'

const key = () => randomBytes(32).toString('base64')
const k1 = key()
const hash = key()
const crypto = createCrypto(parseKeyRing(`k1:${k1},hash:${hash}`))

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
    const elsewhere = createCrypto(parseKeyRing(`k7:${key()},hash:${hash}`))
    expect(() => crypto.open(elsewhere.seal('x', 'here').bytes, 'here')).toThrow(/"k7" is unknown/)
  })

  it('opens what an older key sealed and seals with the first', () => {
    const old = crypto.seal('x', 'here')
    const rotated = createCrypto(parseKeyRing(`k2:${key()},k1:${k1},hash:${hash}`))
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
    expect(createCrypto(parseKeyRing(`k1:${k1},hash:${key()}`)).hash('phone', '+911')).not.toBe(value)
    expect(createCrypto(parseKeyRing(`k2:${key()},hash:${hash}`)).hash('phone', '+911')).toBe(value)
  })
})

describe('parseKeyRing', () => {
  it.each([
    ['', /takes "k1:<key>,hash:<key>"/],
    [`k1:${k1}`, /takes "k1:<key>,hash:<key>"/],
    [`hash:${hash}`, /takes "k1:<key>,hash:<key>"/],
    [`k 1:${k1},hash:${hash}`, /takes/],
    [`k1:abcd,hash:${hash}`, /"k1" must be 32 bytes/],
    [`k1:${k1},hash:abcd`, /"hash" must be 32 bytes/],
    [`k1:${k1},k1:${k1},hash:${hash}`, /"k1" twice/],
  ])('refuses %j', (text, message) => {
    expect(() => parseKeyRing(text)).toThrow(message)
  })

  it('shows no key in its message', () => {
    expect(() => parseKeyRing(`k1:${k1}x,hash:${hash}==extra,`)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(k1) }) as KeyRing & Error,
    )
  })
})

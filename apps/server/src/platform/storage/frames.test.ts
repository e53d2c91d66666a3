import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createCrypto } from '../crypto/crypto.ts'
import { parseKeyRing } from '../crypto/key-ring.ts'
import { openFrames, sealFrames } from './frames.ts'

const key = () => randomBytes(32).toString('base64')
const crypto = createCrypto(parseKeyRing(`k1:${key()},hash:${key()}`))
const FRAME = 64 * 1024

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const seal = (plain: Uint8Array, name = 'a') => buffer(sealFrames(crypto, name, chunksOf(plain, 10_000)))
const open = (stored: Uint8Array, name = 'a', chunk = 7001) =>
  buffer(openFrames(crypto, name, chunksOf(stored, chunk)))

describe('a sealed file', () => {
  it.each([0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 500_001])('of %i bytes comes back', async length => {
    const plain = randomBytes(length)
    const stored = await seal(plain)
    expect(await open(stored)).toEqual(plain)
    expect(await open(stored, 'a', 1_000_000)).toEqual(plain)
  })

  it('shows nothing of what is in it', async () => {
    expect((await seal(Buffer.from('someone@example.com'.repeat(10_000)))).includes('example')).toBe(false)
  })

  it('that is cut off anywhere is refused', async () => {
    const stored = await seal(randomBytes(2 * FRAME))
    for (const length of [0, 3, 10, 23, 100, FRAME, stored.length - FRAME, stored.length - 1])
      await expect(open(stored.subarray(0, length))).rejects.toThrow(/cut off/)
  })

  it('that ends after a whole frame is refused', async () => {
    const stored = await seal(randomBytes(2 * FRAME))
    const head = 4 + 2 + 1 + 16
    const frame = 5 + stored.readUInt32BE(head + 1)
    const cut = Buffer.from(stored.subarray(0, head + frame))
    await expect(open(cut)).rejects.toThrow(/cut off/)
    cut[head] = 1
    await expect(open(cut)).rejects.toThrow(/was changed/)
  })

  it('whose frames changed places is refused', async () => {
    const stored = await seal(randomBytes(3 * FRAME))
    const head = 4 + 2 + 1 + 16
    const frame = 5 + stored.readUInt32BE(head + 1)
    const [first, second] = [head, head + frame].map(at => stored.subarray(at, at + frame)) as [
      Buffer,
      Buffer,
    ]
    const swapped = Buffer.concat([
      stored.subarray(0, head),
      second,
      first,
      stored.subarray(head + 2 * frame),
    ])
    await expect(open(swapped)).rejects.toThrow(/was changed/)
  })

  it('with frames of an older version is refused', async () => {
    const [older, newer] = [await seal(randomBytes(FRAME + 1)), await seal(randomBytes(FRAME + 1))]
    const head = 4 + 2 + 1 + 16
    await expect(open(Buffer.concat([newer.subarray(0, head), older.subarray(head)]))).rejects.toThrow(
      /was changed/,
    )
  })

  it('in the place of another, or with more bytes, is refused', async () => {
    const stored = await seal(randomBytes(100))
    await expect(open(stored, 'b')).rejects.toThrow(/place of another/)
    await expect(open(Buffer.concat([stored, Buffer.from('x')]))).rejects.toThrow(/after its end/)
  })

  it('with any changed byte is refused', async () => {
    const stored = await seal(Buffer.from('secret'))
    for (let at = 0; at < stored.length; at++) {
      const changed = Buffer.from(stored)
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(open(changed)).rejects.toThrow()
    }
  })
})

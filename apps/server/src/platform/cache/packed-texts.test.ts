import { expect, test } from 'vitest'
import { PackedTexts } from './packed-texts.ts'

const MB = 1024 * 1024

test('a text is found under its revision only, whatever its signs', () => {
  const texts = new PackedTexts(MB)
  expect(texts.set(7, 1, 'ünï ₹ 😀').toString()).toBe('ünï ₹ 😀')
  expect(texts.get(7, 1)?.toString()).toBe('ünï ₹ 😀')
  expect(texts.get(7, 2)).toBeUndefined()
  texts.set(7, 2, 'second')
  expect(texts.get(7, 1)).toBeUndefined()
  expect(texts.get(7, 2)?.toString()).toBe('second')
  texts.clear()
  expect(texts.get(7, 2)).toBeUndefined()
})

test('the oldest give way, and bytes that somebody holds stay what they were', () => {
  const texts = new PackedTexts(3 * MB)
  const text = (key: number) => `${key}:`.padEnd(100_000, String(key % 10))
  const held = texts.set(0, 1, text(0))
  for (let key = 1; key < 200; key++) texts.set(key, 1, text(key))
  expect(held.toString()).toBe(text(0))
  const kept = Array.from({ length: 200 }, (_, key) => key).filter(key => texts.get(key, 1))
  expect(kept.length).toBeGreaterThanOrEqual(20)
  expect(kept.length).toBeLessThanOrEqual(30)
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 200 - kept.length + i))
  for (const key of kept) expect(texts.get(key, 1)?.toString()).toBe(text(key))
})

test('a newer revision outlives the slab of the older one', () => {
  const texts = new PackedTexts(2 * MB)
  texts.set(1, 1, 'old')
  const filler = 'x'.repeat(500_000)
  texts.set(2, 1, filler)
  texts.set(3, 1, filler)
  texts.set(4, 1, filler)
  texts.set(1, 2, 'new')
  for (const key of [5, 6]) texts.set(key, 1, filler)
  expect(texts.get(2, 1)).toBeUndefined()
  expect(texts.get(1, 2)?.toString()).toBe('new')
})

test('what is longer than a slab is given back and not kept', () => {
  const texts = new PackedTexts(MB)
  texts.set(1, 1, 'short')
  expect(texts.set(1, 2, 'x'.repeat(2 * MB))).toHaveLength(2 * MB)
  expect(texts.get(1, 1)).toBeUndefined()
  expect(texts.get(1, 2)).toBeUndefined()
})

import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyedHash } from './keyed-hash.ts'

test.each([1, 32, 64])('is HMAC-SHA-256, whatever the text, under a key of %i bytes', bytes => {
  const key = randomBytes(bytes)
  const hashText = keyedHash(key)
  const texts = [
    '',
    '+919812345678',
    'आशा',
    '🏠'.repeat(170),
    'x'.repeat(341),
    'x'.repeat(342),
    'é'.repeat(5000),
    '+9198',
  ]
  for (const text of texts) expect(hashText(text)).toEqual(createHmac('sha256', key).update(text).digest())
})

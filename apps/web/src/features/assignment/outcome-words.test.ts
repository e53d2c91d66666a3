import { expect, test } from 'vitest'
import type { Outcome } from './api.ts'
import { outcomeWords } from './outcome-words.ts'

const people = [
  { id: 1, name: 'Arjun Patil' },
  { id: 2, name: 'Sneha Joshi' },
]
const outcome = (owner_id: number | null, kind: Outcome['kind'] = 'rule'): Outcome => ({
  ...{ lead_id: 1, owner_id, kind, rule: null, reason: '' },
})

test('who got how many, the most first, who as the fallback owner, and how many found nobody', () => {
  expect(outcomeWords([outcome(1, 'former'), outcome(2), outcome(2), outcome(null, 'nobody')], people)).toBe(
    'Given out: Sneha Joshi 2, Arjun Patil 1. 1 found nobody: no rule fits, or nobody is free.',
  )
  expect(outcomeWords([outcome(1), outcome(1, 'fallback'), outcome(1, 'fallback')], people)).toBe(
    'Given out: Arjun Patil 1. As fallback owner, since no rule fits or nobody is free: Arjun Patil 2.',
  )
  expect(outcomeWords([outcome(2, 'fallback')], people)).toMatch(/^As fallback owner/)
  expect(outcomeWords([outcome(null, 'nobody')], people)).toMatch(/^1 found nobody/)
  expect(outcomeWords([], people)).toBe('They have found owners meanwhile.')
})

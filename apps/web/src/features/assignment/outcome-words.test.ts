import { expect, test } from 'vitest'
import { outcomeWords } from './outcome-words.ts'

const people = [
  { id: 1, name: 'Arjun Patil' },
  { id: 2, name: 'Sneha Joshi' },
]
const outcome = (owner_id: number | null) => ({ lead_id: 1, owner_id, rule: null, reason: '' })

test('who got how many, the most first, and how many found nobody', () => {
  expect(outcomeWords([outcome(1), outcome(2), outcome(2), outcome(null)], people)).toBe(
    'Given out: Sneha Joshi 2, Arjun Patil 1. 1 found nobody: no rule fits, or nobody is free.',
  )
  expect(outcomeWords([outcome(null)], people)).toMatch(/^1 found nobody/)
  expect(outcomeWords([], people)).toBe('They have found owners meanwhile.')
})

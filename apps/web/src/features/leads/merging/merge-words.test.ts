import { describe, expect, it } from 'vitest'
import { sayMatches, sayMoves } from './merge-words.ts'

describe('sayMoves', () => {
  it.each([
    [{}, ''],
    [{ history: 1, stage_moves: 2 }, '1 line of history'],
    [{ history: 12, activities: 3, files: 1 }, '12 lines of history, 3 activities and 1 file'],
    [{ quotes: 2 }, '2 quotes'],
    [{ something_new: 4 }, ''],
  ])('%j', (moves, said) => {
    expect(sayMoves(moves as Record<string, number>)).toBe(said)
  })
})

describe('sayMatches', () => {
  it('says how alike names are, and only names', () => {
    expect(sayMatches({ matched_on: ['phone', 'name'], score: 92 })).toEqual([
      'Same phone',
      'Names alike, 92%',
    ])
    expect(sayMatches({ matched_on: ['email'], score: 100 })).toEqual(['Same e-mail'])
  })
})

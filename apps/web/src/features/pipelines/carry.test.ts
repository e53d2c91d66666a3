import { describe, expect, it } from 'vitest'
import type { Board } from './board.ts'
import { drawn, settled, spotOf, stepCard, stepSpot } from './carry.ts'

const board = {
  columns: [
    { key: '1', cards: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    { key: '2', cards: [{ id: 4 }] },
    { key: '3', cards: [] },
    { key: '4', cards: [{ id: 5 }] },
  ],
} as Partial<Board> as Board

describe('carrying by keys', () => {
  it('begins where the card is', () => {
    expect(spotOf(board, [2])).toEqual({ column: '1', index: 1 })
    expect(spotOf(board, [3, 1])).toEqual({ column: '1', index: 1 })
    expect(spotOf(board, [99])).toBeNull()
  })

  it('steps within a column and to its neighbours, no further than there is room', () => {
    const start = { column: '1', index: 1 }
    expect(stepSpot(board, [2], start, 'up').index).toBe(0)
    expect(stepSpot(board, [2], { column: '1', index: 2 }, 'down').index).toBe(2)
    expect(stepSpot(board, [2], { column: '1', index: 2 }, 'right')).toEqual({ column: '2', index: 1 })
    expect(stepSpot(board, [2], start, 'left')).toBe(start)
  })

  it('turns places among all cards into places among those that stay, and back', () => {
    const cards = board.columns[0]?.cards ?? []
    expect([0, 1, 2, 3].map(raw => settled(cards, raw, [2]))).toEqual([0, 1, 1, 2])
    expect([0, 1, 2].map(index => drawn(cards, index, [2]))).toEqual([0, 2, 3])
  })
})

it('arrows go from card to card and skip empty columns', () => {
  expect(stepCard(board, 1, 'down')).toBe(2)
  expect(stepCard(board, 1, 'up')).toBe(1)
  expect(stepCard(board, 3, 'right')).toBe(4)
  expect(stepCard(board, 4, 'right')).toBe(5)
  expect(stepCard(board, 5, 'right')).toBe(5)
})

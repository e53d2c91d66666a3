import type { Board, Spot } from './board.ts'
import { findCard, staying } from './board-cache.ts'

/** Cards on the way: by pointer or by keys, and the spot under them. */
export interface Carry {
  ids: readonly number[]
  by: 'pointer' | 'keys'
  over: Spot | null
}

/** Where the cards are picked up. */
export function spotOf(board: Board, ids: readonly number[]): Spot | null {
  const [first] = ids
  const found = first === undefined ? undefined : findCard(board, first)
  if (!found) return null
  const raw = found.column.cards.indexOf(found.card)
  return { column: found.column.key, index: settled(found.column.cards, raw, ids) }
}

/** An index among all cards of a column as one among those that stay. */
export function settled(
  cards: readonly { id: number }[],
  rawIndex: number,
  carried: readonly number[],
): number {
  return cards.slice(0, rawIndex).filter(card => !carried.includes(card.id)).length
}

/** The other way round: where the slot opens among all cards. */
export function drawn(cards: readonly { id: number }[], index: number, carried: readonly number[]): number {
  let left = index
  for (const [raw, card] of cards.entries()) {
    if (carried.includes(card.id)) continue
    if (left === 0) return raw
    left -= 1
  }
  return cards.length
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/** The next spot in a direction; the same where there is none. */
export function stepSpot(board: Board, carried: readonly number[], spot: Spot, direction: Direction): Spot {
  const at = board.columns.findIndex(column => column.key === spot.column)
  const room = (column: number) => staying(board.columns[column]?.cards ?? [], carried).length
  if (direction === 'up') return { ...spot, index: Math.max(0, spot.index - 1) }
  if (direction === 'down') return { ...spot, index: Math.min(room(at), spot.index + 1) }
  const next = at + (direction === 'right' ? 1 : -1)
  const column = board.columns[next]
  return column ? { column: column.key, index: Math.min(spot.index, room(next)) } : spot
}

/** The card next to one, for the arrow keys. */
export function stepCard(board: Board, id: number, direction: Direction): number {
  const found = findCard(board, id)
  if (!found) return id
  const row = found.column.cards.indexOf(found.card)
  if (direction === 'up') return found.column.cards[row - 1]?.id ?? id
  if (direction === 'down') return found.column.cards[row + 1]?.id ?? id
  const step = direction === 'right' ? 1 : -1
  for (let at = board.columns.indexOf(found.column) + step; board.columns[at]; at += step) {
    const cards = board.columns[at]?.cards ?? []
    const card = cards[Math.min(row, cards.length - 1)]
    if (card) return card.id
  }
  return id
}

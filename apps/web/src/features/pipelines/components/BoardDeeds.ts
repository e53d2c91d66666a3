import { createContext, type KeyboardEvent, type MouseEvent, useContext } from 'react'
import type { Card } from '../board.ts'

/** What cards and lanes ask of the board; the same object as long as the board stands. */
export interface BoardDeeds {
  /** Cards that go along when this one is picked up: the chosen ones, or it alone. */
  carriedWith: (id: number) => readonly number[]
  focus: (id: number) => void
  /** Whether the focus belongs on this card now; says yes once. */
  takeFocus: (id: number) => boolean
  click: (event: MouseEvent, card: Card) => void
  key: (event: KeyboardEvent, card: Card) => void
  /** Does what is best done next with it. */
  doNext: (card: Card) => void
  openMenu: (card: Card, anchor: HTMLElement) => void
  openLog: (card: Card, anchor: HTMLElement) => void
}

export const BoardDeedsContext = createContext<BoardDeeds | null>(null)

export function useBoardDeeds(): BoardDeeds {
  const deeds = useContext(BoardDeedsContext)
  if (!deeds) throw new Error('a card stands on a board')
  return deeds
}

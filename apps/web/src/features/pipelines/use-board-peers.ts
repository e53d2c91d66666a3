import type { PresentPerson, Topic } from '@optimwalls/contract'
import { useMemo } from 'react'
import { usePresence } from '../../lib/presence.ts'
import type { Board } from './board.ts'
import { findCard } from './board-cache.ts'
import { markOf } from './card-mark.ts'

/** The place where those who look at a board meet. */
export const boardTopic = (pipeline: string): Topic =>
  pipeline === 'all' ? 'board_all:1' : `board:${Number(pipeline)}`

/** Who else is on the board, and which card each of them is moving; says of this page which one it is. */
export function useBoardPeers(
  pipeline: string,
  board: Board | undefined,
  carried: number | null,
  me: number,
): { byCard: ReadonlyMap<number, string> } {
  const card = board && carried !== null ? findCard(board, carried)?.card : undefined
  const people = usePresence(boardTopic(pipeline), card ? { moving: markOf(card) } : {})
  const byCard = useMemo(() => peersOf(board, people, me), [board, people, me])
  return { byCard }
}

function peersOf(
  board: Board | undefined,
  people: readonly PresentPerson[],
  me: number,
): ReadonlyMap<number, string> {
  const byMark = new Map<string, string>()
  for (const { id, name, doing } of people) {
    for (const { moving } of doing)
      if (id !== me && typeof moving === 'string')
        byMark.set(moving, `${name.split(/\s/, 1)[0]} is moving it`)
  }
  if (!board || byMark.size === 0) return NOBODY
  const cards = board.columns.flatMap(column => column.cards)
  return new Map(
    cards.flatMap(card => {
      const words = byMark.get(markOf(card))
      return words ? [[card.id, words] as const] : []
    }),
  )
}

const NOBODY: ReadonlyMap<number, string> = new Map()

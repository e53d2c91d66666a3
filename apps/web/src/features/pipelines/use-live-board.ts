import { useThrottledCallback } from '@mantine/hooks'
import type { LiveLead } from '@optimwalls/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useLive } from '../../lib/live.ts'
import { boardFigures, boardKeys, boardQuery } from './api.ts'
import type { Board, BoardFilters, BoardKey } from './board.ts'
import { type Chance, type Heard, hear, withFigures } from './board-cache.ts'

/** Whether a lead seen in a frame is let through by the filters; undefined when the frame cannot tell. */
export type Belongs = (lead: LiveLead, filters: BoardFilters) => boolean | undefined

/** Figures are fetched anew at most so often, however busy the team is. Milliseconds. */
const FIGURES_EVERY_MS = 4000
/** What comes within so many ms is drawn at once. */
const BURST_MS = 16
/** A card that somebody else moved glows for so long. */
const GLOW_MS = 700

/**
 * Keeps a board on the screen in step: cards come, go and change places as others move them. Bursts are drawn in one go.
 * @returns the cards that somebody else has just moved
 */
export function useLiveBoard(
  key: BoardKey,
  belongs: Belongs,
  chance: Chance,
  me: number,
): ReadonlySet<number> {
  const client = useQueryClient()
  const heard = useRef<Heard[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [glowing, setGlowing] = useState<ReadonlySet<number>>(new Set())

  const refreshFigures = useThrottledCallback(async () => {
    const fresh = await boardFigures(key).catch(() => null)
    if (fresh) client.setQueryData<Board>(boardKeys.board(key), board => board && withFigures(board, fresh))
  }, FIGURES_EVERY_MS)

  const draw = useEffectEvent(() => {
    timer.current = undefined
    const burst = heard.current
    heard.current = []
    let isSure = true
    client.setQueryData<Board>(boardKeys.board(key), board =>
      board === undefined
        ? undefined
        : burst.reduce((now, one) => {
            const next = hear(now, one, chance)
            isSure &&= next.isSure
            return next.board
          }, board),
    )
    if (!isSure) void refreshFigures()
  })
  const take = (one: Heard) => {
    heard.current.push(one)
    timer.current ??= setTimeout(() => draw(), BURST_MS)
  }

  useLive('lead', ({ lead, event, actor_id }) => {
    take({
      kind: 'card',
      card: lead,
      isNew: event === 'lead.created',
      belongs: belongs(lead, key.filters),
    })
    if (actor_id === me) return
    setGlowing(now => new Set([...now, lead.id]))
    setTimeout(() => setGlowing(now => new Set([...now].filter(id => id !== lead.id))), GLOW_MS)
  })
  useLive('gone', ({ id, row_rev }) => take({ kind: 'gone', id, row_rev }))

  const name = JSON.stringify(key)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was heard belongs to the board that was shown then
  useEffect(() => {
    // Between the answer that is kept and now, frames went to whoever listened: nobody did for this board.
    if (client.getQueryState(boardQuery(key).queryKey)?.data !== undefined)
      void client.invalidateQueries({ queryKey: boardQuery(key).queryKey })
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
      heard.current = []
    }
  }, [name])
  return glowing
}

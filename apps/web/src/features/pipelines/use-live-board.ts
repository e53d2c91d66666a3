import { useThrottledCallback } from '@mantine/hooks'
import type { LiveLead } from '@optimwalls/contract'
import { hashKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useLive } from '../../lib/live.ts'
import { boardFigures, boardQuery } from './api.ts'
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
  const { queryKey } = boardQuery(key)
  const heard = useRef<Heard[]>([])
  /** What was heard while the board was being read: that answer may be of before. */
  const meanwhile = useRef<Heard[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [glowing, setGlowing] = useState<ReadonlySet<number>>(new Set())

  const refreshFigures = useThrottledCallback(async () => {
    const asked = client.getQueryData(queryKey)
    const fresh = await boardFigures(key).catch(() => null)
    if (!fresh) return
    const isOvertaken = client.getQueryData(queryKey) !== asked
    client.setQueryData<Board>(queryKey, board => board && withFigures(board, fresh))
    // What came or was moved meanwhile may not be in them.
    if (isOvertaken) void refreshFigures()
  }, FIGURES_EVERY_MS)

  const draw = useEffectEvent(() => {
    timer.current = undefined
    const burst = heard.current
    heard.current = []
    if (client.getQueryState(queryKey)?.fetchStatus === 'fetching') meanwhile.current.push(...burst)
    let isSure = true
    client.setQueryData<Board>(queryKey, board =>
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
    if (client.getQueryState(queryKey)?.data !== undefined) void client.invalidateQueries({ queryKey })
    const end = client.getQueryCache().subscribe(event => {
      if (event.type !== 'updated' || event.query.queryHash !== hashKey(queryKey)) return
      if (event.action.type !== 'success' || event.action.manual) return
      // Whether it is in the figures of the answer is not known.
      for (const one of meanwhile.current) take(one.kind === 'card' ? { ...one, isNew: false } : one)
      meanwhile.current = []
    })
    return () => {
      end()
      clearTimeout(timer.current)
      timer.current = undefined
      heard.current = []
      meanwhile.current = []
    }
  }, [name])
  return glowing
}

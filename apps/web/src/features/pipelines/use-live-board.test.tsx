import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { tell } from '../../lib/live.ts'
import { boardQuery } from './api.ts'
import type { Board, BoardKey, Card } from './board.ts'
import { useLiveBoard } from './use-live-board.ts'

const key: BoardKey = { pipeline: '1', filters: {} } as never
const cursor = [1, 1] as never
/** Figures come seconds after one another. */
const WAIT = { interval: 50, timeout: 60_000 }

const card = (id: number, stage_id: number, row_rev: number) =>
  ({ id, stage_id, row_rev, position: id, sleeps_until: null, budget: 100 }) as Card
const board = (...stages: Card[][]): Board =>
  ({
    columns: stages.map((cards, index) => ({
      key: String(index + 1),
      stage_ids: [index + 1],
      count: cards.length,
      budget_sum: cards.length * 100,
      weighted_sum: 0,
      asleep: 0,
      cards,
      next_cursor: null,
    })),
    sort: '-position',
  }) as never

/** Reads of the board that are under way, in the order in which they began. */
let reads: { isOfFigures: boolean; answer: (board: Board) => void }[] = []
let client: QueryClient

const hasRead = (times: number) => vi.waitFor(() => expect(reads).toHaveLength(times), WAIT)
const shows = (...columns: number[][]) =>
  vi.waitFor(() => {
    expect(client.isFetching()).toBe(0)
    const shown = client.getQueryData<Board>(boardQuery(key).queryKey)?.columns ?? []
    expect(shown.map(one => one.cards.map(({ id }) => id))).toEqual(columns)
    expect(shown.map(({ count }) => count)).toEqual(columns.map(({ length }) => length))
  }, WAIT)
const moves = (moved: Card, event = 'lead.stage_changed') =>
  tell('lead', { event, cursor, lead: moved as never, actor_id: 8 })
/** Until what was heard before has been drawn: that was timed earlier, and sooner. */
const isDrawn = () => new Promise(resolve => setTimeout(resolve, 20))

beforeEach(() => {
  reads = []
  vi.stubGlobal('fetch', (request: Request) => {
    const isOfFigures = new URL(request.url).searchParams.get('limit') === '0'
    return new Promise(resolve => {
      reads.push({ isOfFigures, answer: found => resolve(Response.json(found)) })
    })
  })
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000 } } })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  renderHook(
    () => {
      useQuery(boardQuery(key))
      useLiveBoard(
        key,
        () => true,
        () => 0,
        7,
      )
    },
    { wrapper },
  )
})
afterEach(() => {
  cleanup()
  client.clear()
  vi.unstubAllGlobals()
})

it('keeps what was heard while the board was read, for the first time and again', async () => {
  await hasRead(1)
  moves(card(1, 2, 2))
  tell('gone', { id: 2, row_rev: 2, cursor })
  await isDrawn()
  reads[0]?.answer(board([card(2, 1, 1), card(1, 1, 1)], []))
  await shows([], [1])
  void client.invalidateQueries({ queryKey: boardQuery(key).queryKey })
  await hasRead(2)
  moves(card(1, 1, 3))
  await isDrawn()
  reads[1]?.answer(board([], [card(1, 2, 2)]))
  await shows([1], [])
})

it('counts a lead once that came while the board was read', async () => {
  await hasRead(1)
  moves(card(5, 1, 1), 'lead.created')
  await isDrawn()
  reads[0]?.answer(board([card(5, 1, 1)], []))
  await shows([5], [])
})

it('asks for the figures again where something was moved while they were on their way', async () => {
  await hasRead(1)
  reads[0]?.answer(board([card(1, 1, 1)], [card(2, 2, 1)]))
  await shows([1], [2])
  // Nobody knows whether an unknown one was counted.
  moves(card(3, 1, 4))
  await hasRead(2)
  moves(card(1, 2, 2))
  await vi.waitFor(() => {
    const shown = client.getQueryData<Board>(boardQuery(key).queryKey)
    expect(shown?.columns[1]?.cards).toHaveLength(2)
  }, WAIT)
  reads[1]?.answer(board([card(1, 1, 1), card(3, 1, 4)], [card(2, 2, 1)]))
  await hasRead(3)
  expect(reads.map(read => read.isOfFigures)).toEqual([false, true, true])
  reads[2]?.answer(board([card(3, 1, 4)], [card(2, 2, 1), card(1, 2, 2)]))
  await shows([3], [2, 1])
})

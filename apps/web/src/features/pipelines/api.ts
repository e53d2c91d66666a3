import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type {
  Board,
  BoardFigures,
  BoardKey,
  Card,
  Column,
  Moved,
  Pipeline,
  PipelineSettings,
} from './board.ts'

const MINUTE = 60_000
/** Cards of a column that a scroll brings at once. */
const MORE_CARDS = 50
/** Cards of a column that are fetched anew at once. */
const MOST_ANEW = 100

export const boardKeys = {
  all: ['boards'] as const,
  board: (key: BoardKey) => ['boards', 'board', key] as const,
  asleep: (key: BoardKey, column: string) => ['boards', 'asleep', key, column] as const,
  settings: ['pipeline-settings'] as const,
}

const read = (key: BoardKey, query: object, signal?: AbortSignal): Promise<Board> =>
  answer(
    api.GET('/crm/boards/{pipelineId}', {
      params: {
        path: { pipelineId: key.pipeline },
        query: { ...key.filters, ...(key.sort && { sort: key.sort }), ...query },
      },
      ...(signal && { signal }),
    }),
  )

/** A board: its columns with figures and their topmost cards. Fetched anew it brings about as many as were shown. */
export const boardQuery = (key: BoardKey) =>
  queryOptions({
    queryKey: boardKeys.board(key),
    queryFn: ({ client, signal }): Promise<Board> => {
      const shown = client.getQueryData<Board>(boardKeys.board(key))?.columns ?? []
      const most = Math.max(0, ...shown.map(column => column.cards.length))
      return read(key, most > 25 ? { limit: Math.min(most, MOST_ANEW) } : {}, signal)
    },
    placeholderData: keepPreviousData,
  })

/** What is on a board altogether, for who does not show its cards: not told of each page of them that arrives. */
export const boardFiguresQuery = (key: BoardKey) => ({ ...boardQuery(key), select: figuresOf })

function figuresOf({ columns }: Board): BoardFigures {
  return {
    currency: columns.find(column => column.cards.length > 0)?.cards[0]?.currency,
    columns: columns.map(({ category, count, capped, budget_sum, weighted_sum }) => ({
      category,
      count,
      capped,
      budget_sum,
      weighted_sum,
    })),
  }
}

/** The next cards of a column. */
export async function moreCards(
  key: BoardKey,
  column: Column,
): Promise<Pick<Column, 'cards' | 'next_cursor'>> {
  const query = { column: column.key, cursor: column.next_cursor ?? undefined, limit: MORE_CARDS }
  const { columns } = await read(key, query)
  return columns[0] ?? { cards: [], next_cursor: null }
}

/** Counts and sums alone. */
export const boardFigures = (key: BoardKey): Promise<Board> => read(key, { limit: 0 })

/** The leads of a column that sleep, the first to wake on top. */
export const asleepQuery = (key: BoardKey, column: string) =>
  queryOptions({
    queryKey: boardKeys.asleep(key, column),
    queryFn: async ({ signal }): Promise<Card[]> =>
      (await read(key, { column, asleep: true, limit: MOST_ANEW }, signal)).columns[0]?.cards ?? [],
  })

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: async ({ signal }): Promise<Pipeline[]> =>
    (await answer(api.GET('/crm/pipelines', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** People a lead may be given to. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/people', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** What a move says beside where to. */
export interface MoveRequest {
  stage_id: number
  before_id?: number | undefined
  after_id?: number | undefined
  lost_reason?: string | undefined
  competitor?: string | undefined
  note?: string | undefined
  fields?: Record<string, unknown> | undefined
}

/** Moves a card as it stood at `version`. */
export const moveLead = (id: number, version: number, body: MoveRequest): Promise<Moved> =>
  answer(
    api.PATCH('/crm/pipelines/{leadId}', {
      params: { path: { leadId: id }, header: { 'if-match': String(version) } },
      body: body as never,
    }),
  )

export type SleepRequest = { until: string } | { before_possession_days: number }

export const sleepLead = (id: number, body: SleepRequest): Promise<Moved> =>
  answer(api.PUT('/crm/pipelines/{leadId}/sleep', { params: { path: { leadId: id } }, body }))

export const wakeLead = (id: number): Promise<Moved> =>
  answer(api.DELETE('/crm/pipelines/{leadId}/sleep', { params: { path: { leadId: id } } }))

export const pipelineSettingsQuery = queryOptions({
  queryKey: boardKeys.settings,
  queryFn: async ({ signal }): Promise<PipelineSettings[]> =>
    (await answer(api.GET('/crm/settings/pipelines', { signal }))).data,
})

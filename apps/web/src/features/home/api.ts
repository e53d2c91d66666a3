import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { IN_PLAY } from './home.ts'

/** Lines of each list: a glance, not a second lead list. */
const LINES = 6

export const homeKey = ['home'] as const

/** The filters home asks with; names and values are those of the lead list, so that each figure links there. */
export interface HomeFilter {
  status?: ('new' | 'contacted' | 'qualified')[]
  assigned_to?: string[]
  created_from?: string
  stale?: boolean
}

export type HomeSort = '-created_at' | '-updated_at' | '-priority'

export const inPlay: HomeFilter = { status: [...IN_PLAY] }
export const waiting: HomeFilter = { status: ['new'] }
/** Longer in their stage than it takes by its settings. */
export const cold: HomeFilter = { stale: true }

export const homeCountQuery = (filter: HomeFilter) =>
  queryOptions({
    queryKey: [...homeKey, 'count', filter],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/crm/leads/counts', { params: { query: filter }, signal }))).total,
  })

export const homeListQuery = (filter: HomeFilter, sort: HomeSort) =>
  queryOptions({
    queryKey: [...homeKey, 'list', filter, sort],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/crm/leads', { params: { query: { ...filter, sort, limit: LINES } }, signal })))
        .data,
  })

import type { paths } from '@optimwalls/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'

type Json<P extends keyof paths, M extends 'get' | 'post', S extends 200 | 201 = 200> = paths[P] extends {
  [method in M]: { responses: { [status in S]: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

export type MergePreview = Json<'/crm/leads/merge/preview', 'post'>
export type MergeField = MergePreview['fields'][number]['field']
export type SuspectedPair = Json<'/crm/leads/duplicate-pairs', 'get'>['data'][number]
export type Merge = Json<'/crm/leads/merges', 'get'>['data'][number]
export type AccessRequest = Json<'/crm/leads/access-requests', 'get'>['data'][number]
export type Household = Json<'/crm/leads/{id}/household', 'get'>

/** Which of two leads stays, and whose value stays in which field. */
export interface MergeChoice {
  winner_id: number
  loser_id: number
  fields: Partial<Record<MergeField, 'winner' | 'loser'>>
  /** Of the firm's own fields, by key. */
  custom: Record<string, 'winner' | 'loser'>
}

export type PairState = 'open' | 'later' | 'settled'
export type PairStrength = 'strong' | 'weak'
export type PairAnswer = 'not_duplicate' | 'household' | 'later'

export const mergingKeys = {
  pairs: ['leads', 'pairs'] as const,
  merges: ['leads', 'merges'] as const,
  requests: ['leads', 'access-requests'] as const,
}

export const mergePreviewQuery = (choice: MergeChoice) =>
  queryOptions({
    queryKey: ['leads', 'merge-preview', choice],
    queryFn: ({ signal }): Promise<MergePreview> =>
      answer(api.POST('/crm/leads/merge/preview', { body: choice, signal })),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })

export const mergeLeads = (choice: MergeChoice) => answer(api.POST('/crm/leads/merge', { body: choice }))

export const undoMerge = (id: number) =>
  answer(api.POST('/crm/leads/merges/{id}/undo', { params: { path: { id } } }))

export const pairsQuery = (state: PairState, strength: PairStrength | undefined) =>
  infiniteQueryOptions({
    queryKey: [...mergingKeys.pairs, state, strength ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { state, ...(strength && { strength }), ...(pageParam && { cursor: pageParam }) }
      return answer(api.GET('/crm/leads/duplicate-pairs', { params: { query }, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page?.next_cursor,
  })

export const decidePair = (lead_id: number, other_id: number, decision: PairAnswer | null) =>
  answer(api.PUT('/crm/leads/duplicate-pairs/decision', { body: { lead_id, other_id, decision } }))

export const mergesQuery = infiniteQueryOptions({
  queryKey: mergingKeys.merges,
  queryFn: ({ pageParam, signal }) =>
    answer(
      api.GET('/crm/leads/merges', { params: { query: pageParam ? { cursor: pageParam } : {} }, signal }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: page => page?.next_cursor,
})

export const householdQuery = (id: number) =>
  queryOptions({
    queryKey: ['leads', 'household', id],
    queryFn: ({ signal }): Promise<Household> =>
      answer(api.GET('/crm/leads/{id}/household', { params: { path: { id } }, signal })),
  })

export const accessRequestsQuery = (of: 'others' | 'me') =>
  queryOptions({
    queryKey: [...mergingKeys.requests, of],
    queryFn: async ({ signal }): Promise<AccessRequest[]> =>
      (await answer(api.GET('/crm/leads/access-requests', { params: { query: { of } }, signal }))).data,
  })

export const askForAccess = (ask_token: string, reason: string) =>
  answer(
    api.POST('/crm/leads/access-requests', {
      body: { ask_token, ...(reason.trim() !== '' && { reason: reason.trim() }) },
    }),
  )

export const decideAccess = (id: number, decision: 'grant' | 'decline') =>
  answer(
    api.POST('/crm/leads/access-requests/{id}/decision', { params: { path: { id } }, body: { decision } }),
  )

/** Leads whose name, phone or e-mail match what is typed. */
export const foundLeadsQuery = (typed: string) =>
  queryOptions({
    queryKey: ['leads', 'found', typed],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/crm/leads', { params: { query: { q: typed, limit: 8 } }, signal }))).data,
    enabled: typed.trim().length > 1,
    placeholderData: keepPreviousData,
  })

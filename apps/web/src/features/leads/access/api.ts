import type { paths } from '@optimwalls/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** What decides over one deed, with the reason in words. */
export type Why = Read<'/crm/leads/{id}/access/{userId}'>['data'][number]

/** Rights change behind the page's back: asked anew each time. */
const FRESH = { staleTime: 0, gcTime: 0 } as const

/** Who sees a lead, and why. */
export const leadViewersQuery = (id: number) =>
  queryOptions({
    queryKey: ['leads', 'access', id],
    queryFn: ({ signal }) => answer(api.GET('/crm/leads/{id}/access', { params: { path: { id } }, signal })),
    ...FRESH,
  })

/** What a person may do with a lead and what not, and why. */
export const leadAccessQuery = (id: number, userId: number) =>
  queryOptions({
    queryKey: ['leads', 'access', id, userId],
    queryFn: ({ signal }) =>
      answer(api.GET('/crm/leads/{id}/access/{userId}', { params: { path: { id, userId } }, signal })),
    ...FRESH,
  })

/** People by a part of their name or e-mail, those who see the lead and those who do not. */
export const foundPeopleQuery = (typed: string) =>
  queryOptions({
    queryKey: ['leads', 'access', 'people', typed],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/crm/users', { params: { query: { q: typed, limit: 8 } }, signal }))).data,
    enabled: typed !== '',
    placeholderData: keepPreviousData,
  })

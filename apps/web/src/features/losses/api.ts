import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

export type LostReasons = paths['/crm/lost-reasons']['get']['responses'][200]['content']['application/json']
export type LostReason = LostReasons['data'][number]

const MINUTE = 60_000

export const lostReasonsQuery = queryOptions({
  queryKey: ['setup', 'lost-reasons'],
  queryFn: ({ signal }): Promise<LostReasons> => answer(api.GET('/crm/lost-reasons', { signal })),
  staleTime: 5 * MINUTE,
})

export const competitorsQuery = queryOptions({
  queryKey: ['competitors'],
  queryFn: async ({ signal }): Promise<string[]> =>
    (await answer(api.GET('/crm/competitors', { signal }))).data,
})

/** Puts these in place of all reasons, as they were in that version. */
export const saveLostReasons = (body: {
  data: { id?: number; label: string; is_retired: boolean }[]
  version: number
}): Promise<LostReasons> => answer(api.PUT('/crm/lost-reasons', { body }))

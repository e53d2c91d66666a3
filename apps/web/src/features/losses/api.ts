import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

export type LostReason =
  paths['/crm/lost-reasons']['get']['responses'][200]['content']['application/json']['data'][number]

const MINUTE = 60_000

export const lostReasonsQuery = queryOptions({
  queryKey: ['setup', 'lost-reasons'],
  queryFn: async ({ signal }): Promise<LostReason[]> =>
    (await answer(api.GET('/crm/lost-reasons', { signal }))).data,
  staleTime: 5 * MINUTE,
})

export const competitorsQuery = queryOptions({
  queryKey: ['competitors'],
  queryFn: async ({ signal }): Promise<string[]> =>
    (await answer(api.GET('/crm/competitors', { signal }))).data,
})

/** Puts these in place of all reasons. */
export const saveLostReasons = async (
  data: { id?: number; label: string; is_retired: boolean }[],
): Promise<LostReason[]> => (await answer(api.PUT('/crm/lost-reasons', { body: { data } }))).data

import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'

export type KickOffPlan =
  paths['/crm/settings/kick-off']['get']['responses'][200]['content']['application/json']
type KickOffPut = paths['/crm/settings/kick-off']['put']['requestBody']['content']['application/json']
export type KickOffStep = KickOffPlan['residential'][number]

export const kickOffQuery = queryOptions({
  queryKey: ['setup', 'kick-off'],
  queryFn: ({ signal }): Promise<KickOffPlan> => answer(api.GET('/crm/settings/kick-off', { signal })),
})

/** Puts this in place of all, as it was in that version. */
export const saveKickOff = (body: KickOffPut): Promise<KickOffPlan> =>
  answer(api.PUT('/crm/settings/kick-off', { body }))

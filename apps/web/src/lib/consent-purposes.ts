import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './api.ts'

export type ConsentPurposes =
  paths['/crm/consent-purposes']['get']['responses'][200]['content']['application/json']
export type ConsentPurpose = ConsentPurposes['data'][number]

/** What people are asked to agree to. */
export const purposesQuery = queryOptions({
  queryKey: ['setup', 'consent-purposes'],
  queryFn: ({ signal }): Promise<ConsentPurposes> => answer(api.GET('/crm/consent-purposes', { signal })),
  staleTime: 5 * 60_000,
})

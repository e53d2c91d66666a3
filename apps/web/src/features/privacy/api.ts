import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer A } } } }
}
  ? A
  : never

export type ConsentPurposes = Answer<'/crm/consent-purposes'>
export type ConsentPurpose = ConsentPurposes['data'][number]
export type ConsentEntry = Answer<'/crm/leads/{id}/consents'>['data'][number]
export type ConsentChannel = ConsentEntry['channel']
export type NewConsent = NonNullable<
  paths['/crm/leads/{id}/consents']['post']['requestBody']
>['content']['application/json']
export type ConsentPurposesPut = NonNullable<
  paths['/crm/consent-purposes']['put']['requestBody']
>['content']['application/json']

const MINUTE = 60_000

export const purposesQuery = queryOptions({
  queryKey: ['setup', 'consent-purposes'],
  queryFn: ({ signal }): Promise<ConsentPurposes> => answer(api.GET('/crm/consent-purposes', { signal })),
  staleTime: 5 * MINUTE,
})

export const savePurposes = (body: ConsentPurposesPut): Promise<ConsentPurposes> =>
  answer(api.PUT('/crm/consent-purposes', { body }))

/** What was answered about a lead, the latest first. Under the key of the lead's history, so that it follows every change of the lead. */
export const consentsQuery = (id: number) =>
  queryOptions({
    queryKey: ['leads', 'history', id, 'consents'],
    queryFn: async ({ signal }): Promise<ConsentEntry[]> =>
      (await answer(api.GET('/crm/leads/{id}/consents', { params: { path: { id } }, signal }))).data,
  })

export const recordConsent = (id: number, body: NewConsent) =>
  answer(api.POST('/crm/leads/{id}/consents', { params: { path: { id } }, body }))

import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type { ConsentPurposes } from '../../lib/consent-purposes.ts'

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer A } } } }
}
  ? A
  : never

export type ConsentEntry = Answer<'/crm/leads/{id}/consents'>['data'][number]
export type ConsentChannel = ConsentEntry['channel']
export type NewConsent = NonNullable<
  paths['/crm/leads/{id}/consents']['post']['requestBody']
>['content']['application/json']
export type ConsentPurposesPut = NonNullable<
  paths['/crm/consent-purposes']['put']['requestBody']
>['content']['application/json']

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

export type PersonPreview = Answer<'/crm/privacy/person'>
export type PrivacyExport = Answer<'/crm/privacy/exports'>['data'][number]
export type Erasure = Answer<'/crm/privacy/erasures'>['data'][number]
export type Retention = Answer<'/crm/privacy/retention'>
export type RetentionDue = Answer<'/crm/privacy/retention/due'>
export type RetentionSettings = Omit<Retention, 'due'>

export const privacyKeys = {
  person: (leadId: number, others: readonly number[]) => ['privacy', 'person', leadId, others] as const,
  exports: ['privacy', 'exports'] as const,
  erasures: ['privacy', 'erasures'] as const,
  retention: ['privacy', 'retention'] as const,
}

/** How much is held on the person of a lead, with others that somebody says are the same. */
export const personQuery = (leadId: number, others: readonly number[]) =>
  queryOptions({
    queryKey: privacyKeys.person(leadId, others),
    queryFn: ({ signal }): Promise<PersonPreview> =>
      answer(
        api.GET('/crm/privacy/person', {
          params: { query: { lead_id: leadId, ...(others.length > 0 && { with: [...others] }) } },
          signal,
        }),
      ),
  })

const isUnderWay = (status: string): boolean => status === 'queued' || status === 'rows'
/** Asked again as long as something is under way. */
const untilDone = (rows: readonly { status: string }[] | undefined) =>
  rows?.some(({ status }) => isUnderWay(status)) ? 2000 : false

export const exportsQuery = queryOptions({
  queryKey: privacyKeys.exports,
  queryFn: async ({ signal }): Promise<PrivacyExport[]> =>
    (await answer(api.GET('/crm/privacy/exports', { signal }))).data,
  refetchInterval: ({ state }) => untilDone(state.data),
})

export const erasuresQuery = queryOptions({
  queryKey: privacyKeys.erasures,
  queryFn: async ({ signal }): Promise<Erasure[]> =>
    (await answer(api.GET('/crm/privacy/erasures', { signal }))).data,
  refetchInterval: ({ state }) => untilDone(state.data),
})

export const retentionQuery = queryOptions({
  queryKey: privacyKeys.retention,
  queryFn: ({ signal }): Promise<Retention> => answer(api.GET('/crm/privacy/retention', { signal })),
})

export const dueQuery = ({
  lost_months,
  import_file_days,
  export_file_days,
  notification_days,
}: RetentionSettings) =>
  queryOptions({
    queryKey: [
      ...privacyKeys.retention,
      'due',
      lost_months,
      import_file_days,
      export_file_days,
      notification_days,
    ],
    queryFn: ({ signal }): Promise<RetentionDue> =>
      answer(
        api.GET('/crm/privacy/retention/due', {
          params: {
            query: {
              import_file_days,
              export_file_days,
              ...(lost_months !== null && { lost_months }),
              ...(notification_days !== null && { notification_days }),
            },
          },
          signal,
        }),
      ),
  })

export const saveRetention = (body: RetentionSettings): Promise<Retention> =>
  answer(api.PUT('/crm/privacy/retention', { body }))

export const runRetention = () => answer(api.POST('/crm/privacy/retention/run'))

export const exportPerson = (leadId: number, others: readonly number[]) =>
  answer(api.POST('/crm/privacy/exports', { body: { lead_id: leadId, with: [...others] } }))

export const erasePerson = (leadId: number, others: readonly number[], confirm: string, reason: string) =>
  answer(
    api.POST('/crm/privacy/erasures', {
      body: { lead_id: leadId, with: [...others], confirm, ...(reason.trim() && { reason: reason.trim() }) },
    }),
  )

export const linkOf = async (id: number): Promise<string> =>
  (await answer(api.POST('/crm/privacy/exports/{id}/link', { params: { path: { id } } }))).url

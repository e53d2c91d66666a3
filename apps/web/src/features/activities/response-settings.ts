import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** When the firm works, and how fast a new lead is to be contacted. */
export type ResponseSettings = Read<'/crm/settings/response'>
export type WorkingHours = ResponseSettings['hours'][number]
export type Holiday = ResponseSettings['holidays'][number]
export type ResponseTarget = ResponseSettings['targets'][number]
/** When a follow-up counts as overdue, and when the manager hears of it. */
export type ReminderSettings = Read<'/crm/settings/reminders'>

export const responseSettingsQuery = queryOptions({
  queryKey: ['settings', 'response'],
  queryFn: ({ signal }): Promise<ResponseSettings> => answer(api.GET('/crm/settings/response', { signal })),
})

export const saveResponseSettings = (body: ResponseSettings): Promise<ResponseSettings> =>
  answer(api.PUT('/crm/settings/response', { body }))

export const reminderSettingsQuery = queryOptions({
  queryKey: ['settings', 'reminders'],
  queryFn: ({ signal }): Promise<ReminderSettings> => answer(api.GET('/crm/settings/reminders', { signal })),
})

export const saveReminderSettings = (body: ReminderSettings): Promise<ReminderSettings> =>
  answer(api.PUT('/crm/settings/reminders', { body }))

/** Where leads of the firm come from, the frequent ones first. */
export const leadSourcesQuery = queryOptions({
  queryKey: ['leads', 'sources'],
  queryFn: async ({ signal }): Promise<string[]> => {
    const { groups } = await answer(
      api.GET('/crm/leads/counts', { params: { query: { by: 'source' } }, signal }),
    )
    return (groups ?? []).flatMap(({ value }) => (typeof value === 'string' && value ? [value] : []))
  },
  staleTime: 60_000,
})

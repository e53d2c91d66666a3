import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** What the firm has set up around its leads. Keys begin with `setup`: a frame of that name has them asked for again. */
export type CustomField = Read<'/crm/settings/fields'>['data'][number]
export type Tag = Read<'/crm/tags'>['data'][number]
export type SavedViews = Read<'/crm/views'>
export type SavedView = SavedViews['data'][number]
/** What a lead holds of a field. */
export type CustomValue = string | number | boolean | string[]

const MINUTES = 60_000

/** The firm's own fields in order, archived ones too. */
export const fieldsQuery = queryOptions({
  queryKey: ['setup', 'fields'],
  queryFn: async ({ signal }): Promise<CustomField[]> =>
    (await answer(api.GET('/crm/settings/fields', { signal }))).data,
  staleTime: 5 * MINUTES,
})

export const tagsQuery = queryOptions({
  queryKey: ['setup', 'tags'],
  queryFn: async ({ signal }): Promise<Tag[]> => (await answer(api.GET('/crm/tags', { signal }))).data,
  staleTime: MINUTES,
})

/** Saved views of this person, and those shared with them. */
export const viewsQuery = queryOptions({
  queryKey: ['setup', 'views'],
  queryFn: ({ signal }): Promise<SavedViews> => answer(api.GET('/crm/views', { signal })),
  staleTime: 5 * MINUTES,
})

import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type { CustomField, SavedView, SavedViews, Tag } from './setup.ts'

type Body<P extends keyof paths, M extends 'post' | 'patch'> = paths[P] extends {
  [K in M]: { requestBody?: { content: { 'application/json': infer Sent } } }
}
  ? Sent
  : never

export type FieldCreate = Body<'/crm/settings/fields', 'post'>
export type FieldPatch = Body<'/crm/settings/fields/{id}', 'patch'>
export type ViewCreate = Body<'/crm/views', 'post'>
export type ViewPatch = Body<'/crm/views/{id}', 'patch'>
export type TagPatch = Body<'/crm/settings/tags/{id}', 'patch'>

const at = (id: number) => ({ path: { id } })

export const createField = (body: FieldCreate): Promise<CustomField> =>
  answer(api.POST('/crm/settings/fields', { body }))
export const changeField = (id: number, body: FieldPatch): Promise<CustomField> =>
  answer(api.PATCH('/crm/settings/fields/{id}', { params: at(id), body }))
export const orderFields = (ids: number[]): Promise<{ data: CustomField[] }> =>
  answer(api.PUT('/crm/settings/fields/order', { body: { ids } }))
export const removeOption = (
  id: number,
  body: { value: string; move_to?: string | null },
): Promise<CustomField> =>
  answer(api.POST('/crm/settings/fields/{id}/remove-option', { params: at(id), body }))

export const createTag = (body: { name: string; color?: Tag['color'] }): Promise<Tag> =>
  answer(api.POST('/crm/settings/tags', { body }))
export const changeTag = (id: number, body: TagPatch): Promise<Tag> =>
  answer(api.PATCH('/crm/settings/tags/{id}', { params: at(id), body }))
export const mergeTag = (id: number, into: number): Promise<Tag> =>
  answer(api.POST('/crm/settings/tags/{id}/merge', { params: at(id), body: { into } }))
export const deleteTag = async (id: number): Promise<void> => {
  await api.DELETE('/crm/settings/tags/{id}', { params: at(id) })
}

export const createView = (body: ViewCreate): Promise<SavedView> => answer(api.POST('/crm/views', { body }))
export const changeView = (id: number, body: ViewPatch): Promise<SavedView> =>
  answer(api.PATCH('/crm/views/{id}', { params: at(id), body }))
export const deleteView = async (id: number): Promise<void> => {
  await api.DELETE('/crm/views/{id}', { params: at(id) })
}
export const orderViews = (ids: number[]): Promise<SavedViews> =>
  answer(api.PUT('/crm/views/order', { body: { ids } }))
export const setDefaultView = (view_id: number | null): Promise<SavedViews> =>
  answer(api.PUT('/crm/views/default', { body: { view_id } }))

export interface RoleDefault {
  role_id: number
  role: string
  view_id: number | null
}
/** The view that the list opens with, by role. */
export const roleDefaultsQuery = queryOptions({
  queryKey: ['setup', 'views', 'roles'],
  queryFn: async ({ signal }): Promise<RoleDefault[]> =>
    (await answer(api.GET('/crm/settings/default-views', { signal }))).data,
})
export const setRoleDefault = (body: { role_id: number; view_id: number | null }): Promise<unknown> =>
  answer(api.PUT('/crm/settings/default-views', { body }))

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async ({ signal }): Promise<{ id: number; name: string }[]> =>
    (await answer(api.GET('/crm/teams', { signal }))).data,
  staleTime: 300_000,
})

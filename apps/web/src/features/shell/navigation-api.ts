import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type { Entries } from './places.ts'

export const saveNavigation = (entries: Entries) =>
  answer(api.PUT('/crm/navigation', { body: { entries: [...entries] } }))

export const resetNavigation = () => answer(api.DELETE('/crm/navigation'))

export const saveRoleNavigation = (role_id: number, entries: Entries) =>
  answer(api.PUT('/crm/settings/navigation', { body: { role_id, entries: [...entries] } }))

/** Roles whose navigation can be set. */
export const navigationRolesQuery = queryOptions({
  queryKey: ['navigation-roles'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/roles', { signal }))).data,
  staleTime: 300_000,
})

import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

export type Dashboard = paths['/crm/dashboard']['get']['responses'][200]['content']['application/json']
export type Widget = Dashboard['widgets'][number]
export type WidgetName = Widget['name']
export type Size = Dashboard['size']

/** What widgets are called. */
export const WIDGET_LABELS: Record<WidgetName, string> = {
  figures: 'Figures of the day',
  follow_ups: 'Follow-ups due',
  waiting: 'Waiting for a first call',
  newest: 'New leads',
  changed: 'Changed lately',
  priorities: 'Leads by priority',
  cold: 'Going cold',
  month: 'This month',
  workload: 'Workload',
  system: 'System',
  conversions: 'Conversions',
  funnel: 'Funnel',
  responses: 'Response times',
  people: 'Team',
  pipeline: 'Pipeline',
  campaigns: 'Campaigns',
}

/** The dashboard of whoever is signed in. `rights` makes it another one as soon as their roles or permissions change. */
export const dashboardQuery = (size: Size, rights: unknown) =>
  queryOptions({
    queryKey: ['dashboard', size, rights],
    queryFn: ({ signal }) => answer(api.GET('/crm/dashboard', { params: { query: { size } }, signal })),
  })

export const saveDashboard = (size: Size, widgets: Widget[]) =>
  answer(api.PUT('/crm/dashboard', { body: { size, widgets } }))

export const resetDashboard = (size: Size) =>
  answer(api.DELETE('/crm/dashboard', { params: { query: { size } } }))

/** Null gives the role up to what it has usually. */
export const saveRoleDashboard = (role_id: number, size: Size, widgets: Widget[] | null) =>
  answer(api.PUT('/crm/settings/dashboards', { body: { role_id, size, widgets } }))

/** Roles whose dashboard can be set. */
export const dashboardRolesQuery = queryOptions({
  queryKey: ['dashboard-roles'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/roles', { signal }))).data,
  staleTime: 300_000,
})

/** The dashboards that are set for roles. */
export const roleDashboardsQuery = queryOptions({
  queryKey: ['role-dashboards'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/settings/dashboards', { signal }))).data,
})

/** The widgets with one of them at another place. */
export function moved(widgets: readonly Widget[], from: number, to: number): Widget[] {
  const rest = widgets.filter((_, place) => place !== from)
  const one = widgets[from]
  return one ? [...rest.slice(0, to), one, ...rest.slice(to)] : [...widgets]
}

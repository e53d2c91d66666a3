import { can, type Permission, type Principal, scopeOf } from '@optimwalls/permissions'

/** What can stand on a dashboard, and what one must be permitted to have it there. */
const NEEDS = {
  figures: [{ module: 'CRM', action: 'view' }],
  follow_ups: [{ module: 'CRM', action: 'view' }],
  waiting: [{ module: 'CRM', action: 'view' }],
  newest: [{ module: 'CRM', action: 'view' }],
  changed: [{ module: 'CRM', action: 'view' }],
  priorities: [{ module: 'CRM', action: 'view' }],
  cold: [{ module: 'CRM', action: 'view' }],
  month: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  workload: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  system: [{ module: 'Administration', action: 'manage_settings' }],
  conversions: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  funnel: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  responses: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  people: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  pipeline: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
  ],
  campaigns: [
    { module: 'CRM', action: 'view' },
    { module: 'Analytics', action: 'view' },
    { module: 'Marketing', action: 'report' },
  ],
} as const satisfies Record<string, readonly Permission[]>

export type WidgetName = keyof typeof NEEDS
export const WIDGETS = Object.keys(NEEDS) as WidgetName[]

export interface Widget {
  name: WidgetName
  width: 'half' | 'full'
}

const half = (...names: WidgetName[]): Widget[] => names.map(name => ({ name, width: 'half' }))
const full = (name: WidgetName): Widget => ({ name, width: 'full' })

/** The widgets that this person may have. */
export function allowedWidgets(principal: Principal): WidgetName[] {
  return WIDGETS.filter(name =>
    NEEDS[name].every(({ module, action }: Permission) => can(principal, module, action)),
  )
}

/** The dashboard of whoever has arranged none, for whose role none is set: one's own day for those who work on their own leads, how the
 *  team does for those who lead one, how the firm does for those who see all. */
export function usualWidgets(principal: Principal): Widget[] {
  const sees = scopeOf(principal, 'CRM', 'view')
  const figures = scopeOf(principal, 'Analytics', 'view')
  const ofSystem = can(principal, 'Administration', 'manage_settings') ? [full('system')] : []
  if (sees === 'all')
    return [
      full('figures'),
      ...ofSystem,
      full('conversions'),
      ...half('people', 'campaigns', 'funnel', 'pipeline'),
      full('newest'),
    ]
  if (sees === 'team' && figures !== 'own')
    return [
      full('figures'),
      ...ofSystem,
      full('responses'),
      full('follow_ups'),
      full('cold'),
      ...half('people', 'workload', 'funnel', 'pipeline'),
      full('waiting'),
    ]
  return [
    ...ofSystem,
    full('figures'),
    full('follow_ups'),
    full('priorities'),
    full('waiting'),
    full('month'),
    ...half('newest', 'changed'),
  ]
}

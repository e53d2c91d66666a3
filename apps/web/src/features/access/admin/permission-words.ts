import { type ActionName, CATALOGUE, type ModuleName, type Scope } from '@optimwalls/permissions'

/** What a group of permissions is about, as a salesperson says it. */
const MODULE_WORDS: Record<ModuleName, { title: string; about: string; records: string }> = {
  CRM: { title: 'Leads', about: 'records, board and follow-ups', records: 'leads' },
  Marketing: { title: 'Campaigns', about: 'money spent, leads brought', records: 'campaigns' },
  Design: { title: 'Projects', about: 'designs, feedback, client portal', records: 'projects' },
  Analytics: { title: 'Reports', about: 'figures and forecasts', records: 'figures' },
  Administration: { title: 'Administration', about: 'people, rights, settings', records: 'people' },
}

const ACTION_WORDS: Readonly<Record<ActionName, string>> = {
  view: 'View',
  create: 'Create',
  edit: 'Edit',
  delete: 'Delete',
  restore: 'Restore deleted',
  assign: 'Assign',
  move: 'Move between stages',
  log: 'Log calls, visits, notes',
  convert: 'Convert',
  unconvert: 'Take conversions back',
  import: 'Import',
  export: 'Export',
  merge: 'Merge duplicates',
  bulk: 'Change many at once',
  export_person: 'Take out all of a person',
  erase: 'Erase people',
  configure_pipelines: 'Set up pipelines',
  configure_scoring: 'Set up scoring',
  configure_activities: 'Set up calls and follow-ups',
  configure_assignment: 'Set up assignment',
  configure_webhooks: 'Set up webhooks',
  configure_fields: 'Set up fields, tags, views',
  report: 'Read reports',
  integrate: 'Connect sources',
  upload: 'Upload designs',
  portal: 'Follow in the client portal',
  feedback: 'Comment on designs',
  build: 'Build and share',
  view_users: 'See people',
  manage_users: 'Manage people',
  manage_teams: 'Manage teams',
  manage_roles: 'Give roles, change permissions',
  manage_api_keys: 'Make API keys',
  view_audit: 'Read the audit log',
  manage_settings: 'Change settings',
  manage_privacy: 'Set up privacy',
}

export const moduleWords = (module: ModuleName) => MODULE_WORDS[module]

/** What a permission is called; one of a newer version, that no word is known for, by its own name. */
export function actionWords(action: string): string {
  const known: Readonly<Record<string, string>> = ACTION_WORDS
  const words = known[action] ?? action.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** What it lets a person do, one sentence. */
export function permissionSays(module: ModuleName, action: string): string {
  const actions: Readonly<Record<string, string>> = CATALOGUE[module]
  return actions[action] ?? ''
}

export function scopeWord(scope: Scope | null): string {
  return scope === null ? 'None' : scope.slice(0, 1).toUpperCase() + scope.slice(1)
}

/** What a scope reaches: "All leads", "Team’s leads", "Own leads", "None". */
export function scopeWords(scope: Scope | null, module: ModuleName): string {
  const { records } = MODULE_WORDS[module]
  if (scope === null) return 'None'
  return scope === 'all' ? `All ${records}` : scope === 'team' ? `Team’s ${records}` : `Own ${records}`
}

/** Changes in words: "Employee: Convert, Own to None. Manager: Export, Team to None." */
export function changeWords(
  changes: readonly { role_id: number; action: string; from: Scope | null; to: Scope | null }[],
  roles: readonly { id: number; name: string }[],
): string {
  return changes
    .map(({ role_id, action, from, to }) => {
      const role = roles.find(each => each.id === role_id)?.name
      return `${role}: ${actionWords(action)}, ${scopeWord(from)} to ${scopeWord(to)}.`
    })
    .join(' ')
}

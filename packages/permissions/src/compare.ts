import type { Permission } from './catalogue.ts'
import { type Grant, type Holder, SCOPES, scopeOf } from './principal.ts'

/** What stands in `grants` and goes beyond what the holder may: a permission they lack, or one that reaches further. */
export function beyond<G extends Pick<Grant, 'module' | 'action' | 'scope'>>(
  holder: Holder,
  grants: readonly G[],
): G[] {
  return grants.filter(grant => {
    const held = scopeOf(holder, grant.module, grant.action)
    return held === null || SCOPES.indexOf(held) < SCOPES.indexOf(grant.scope)
  })
}

/** What both hold, each with the narrower of the two reaches: an API key may what its role may, as far as its maker may. */
export function inCommon(holder: Holder, grants: readonly Grant[]): Grant[] {
  return grants.flatMap(grant => {
    const held = scopeOf(holder, grant.module, grant.action)
    if (held === null) return []
    const isNarrower = SCOPES.indexOf(held) < SCOPES.indexOf(grant.scope)
    return [isNarrower ? { ...grant, scope: held } : grant]
  })
}

const WITHOUT_SCOPE: ReadonlySet<string> = new Set([
  'CRM.configure_pipelines',
  'CRM.configure_scoring',
  'CRM.configure_assignment',
  'CRM.configure_webhooks',
  'Marketing.integrate',
  'Administration.manage_roles',
  'Administration.manage_settings',
  'Administration.manage_privacy',
])

/** Whether the permission can reach some records and not others; what belongs to the whole firm is held wholly or not at all. */
export function takesScope({ module, action }: Permission): boolean {
  return !WITHOUT_SCOPE.has(`${module}.${action}`)
}

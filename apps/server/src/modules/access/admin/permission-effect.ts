import { type Grant, mergeGrants, type Scope } from '@optimwalls/permissions'
import type { RoleRow } from './roles.repository.ts'
import type { PermissionChange } from './roles.schemas.ts'

/** One thing that somebody may do differently; null is not at all. */
export interface Difference {
  module: Grant['module']
  action: Grant['action']
  from: Scope | null
  to: Scope | null
}

/** The roles as they would be after the changes. */
export function rolesAfter(
  roles: readonly RoleRow[],
  changes: readonly Pick<PermissionChange, 'role_id' | 'module' | 'action' | 'to'>[],
): RoleRow[] {
  return roles.map(role => {
    const mine = changes.filter(change => change.role_id === role.id)
    if (mine.length === 0) return role
    const kept = role.grants.filter(grant => !mine.some(change => isSame(change, grant)))
    const given = mine.flatMap(({ module, action, to }) =>
      to === null ? [] : [{ module, action, scope: to } as Grant],
    )
    return { ...role, grants: [...kept, ...given] }
  })
}

/** What changes for somebody who holds these roles, all of them together. */
export function differences(
  roleIds: readonly number[],
  before: readonly RoleRow[],
  after: readonly RoleRow[],
): Difference[] {
  const held = (roles: readonly RoleRow[]) =>
    mergeGrants(roles.filter(role => roleIds.includes(role.id)).flatMap(role => role.grants))
  const was = held(before)
  const is = held(after)
  const scopeIn = (grants: readonly Grant[], pair: Pick<Grant, 'module' | 'action'>) =>
    grants.find(grant => isSame(grant, pair))?.scope ?? null
  const pairs = mergeGrants([...was, ...is])
  return pairs.flatMap(({ module, action }) => {
    const from = scopeIn(was, { module, action })
    const to = scopeIn(is, { module, action })
    return from === to ? [] : [{ module, action, from, to }]
  })
}

function isSame(a: { module: string; action: string }, b: { module: string; action: string }): boolean {
  return a.module === b.module && a.action === b.action
}

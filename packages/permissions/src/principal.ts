import type { ActionName, ActionOf, ModuleName } from './catalogue.ts'

/** Whose records an action reaches: one's own, those of one's teams, or all. */
export type Scope = 'own' | 'team' | 'all'

export const SCOPES: readonly Scope[] = ['own', 'team', 'all']

/** A permission that someone holds, with its reach. */
export interface Grant {
  module: ModuleName
  action: ActionName
  scope: Scope
}

/** The person behind a request, with everything needed to decide what they may do. */
export interface Principal {
  userId: number
  name: string
  /** Names of the roles held. */
  roles: readonly string[]
  /** The team the person works in. */
  teamId: number | null
  /** The teams that the scope `team` reaches: those the person heads with all teams below, and the team they work in
   *  where their CRM permissions reach a team. Ascending, each once. */
  teamIds: readonly number[]
  /** 0 where there is none: a job that acts for the person, or a program with an API key. */
  sessionId: number
  /** The API key by which a program acts for the person; absent where they act themselves. */
  apiKeyId?: number
  /** At most one for each module and action. */
  permissions: readonly Grant[]
  /** A role of the person needs a second factor and they have none: they may do nothing but set one up. */
  needsSecondFactor?: true
  /** Who looks on in this person's place, read only; absent where it is themselves. */
  viewedBy?: number
  /** The role as which they look on; absent where it is as a person. */
  viewedRole?: string
  /** When that ends. */
  viewEndsAt?: Date
}

/** Who asks, as far as the question "may they?" needs it: a principal, or what `GET /api/me` answered. */
export interface Holder {
  permissions: readonly { module: string; action: string; scope: Scope }[]
}

/** The reach of a permission, or null where it is not held. */
export function scopeOf<M extends ModuleName>(holder: Holder, module: M, action: ActionOf<M>): Scope | null {
  for (const grant of holder.permissions) {
    if (grant.action === action && grant.module === module) return grant.scope
  }
  return null
}

/** The wider of two reaches. */
export function widest(a: Scope, b: Scope): Scope {
  return SCOPES.indexOf(a) >= SCOPES.indexOf(b) ? a : b
}

/** Joins the permissions of several roles: each pair once, with the widest reach any role gives. */
export function mergeGrants(grants: Iterable<Grant>): Grant[] {
  const merged = new Map<string, Grant>()
  for (const grant of grants) {
    const key = `${grant.module}.${grant.action}`
    const before = merged.get(key)
    merged.set(key, before ? { ...before, scope: widest(before.scope, grant.scope) } : { ...grant })
  }
  return [...merged.values()]
}

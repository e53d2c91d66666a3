import { type Principal, SCOPES, scopeOf } from '@optimwalls/permissions'

/** The person as far as they may change many leads at once: no right reaches further than that one. Null for who may not. */
export function narrowed(principal: Principal): Principal | null {
  const widest = scopeOf(principal, 'CRM', 'bulk')
  if (widest === null) return null
  const most = SCOPES.indexOf(widest)
  const permissions = principal.permissions.map(grant =>
    SCOPES.indexOf(grant.scope) > most ? { ...grant, scope: widest } : grant,
  )
  return { ...principal, permissions }
}

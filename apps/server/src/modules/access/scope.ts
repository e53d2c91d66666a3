import { type ActionOf, type ModuleName, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import { AppError } from '../../platform/errors.ts'

/** The columns that say whose a record is, as they are called in the query: `l.assigned_to`, `l.team_id`. */
export interface ScopeColumns {
  owner: string
  team: string
}

/**
 * The SQL condition that every list, count, search and export on scoped records carries. Pushes its parameters onto
 * `values`. Written so that each reach is one index range where it can be: `true`, `owner = $1`, `team = $1`,
 * `team = ANY($1)`; only someone who heads teams but works in none of them needs an OR.
 * @throws AppError "forbidden" when the permission is not held.
 */
export function scopeCondition<M extends ModuleName>(
  principal: Principal,
  module: M,
  action: ActionOf<M>,
  columns: ScopeColumns,
  values: unknown[],
): string {
  const scope = scopeOf(principal, module, action)
  if (scope === null) throw new AppError('forbidden')
  const reach = reachOf(principal, scope)
  if (reach.all) return 'true'
  const parts: string[] = []
  if (reach.teams.length === 1) parts.push(`${columns.team} = $${values.push(reach.teams[0])}`)
  if (reach.teams.length > 1) parts.push(`${columns.team} = ANY($${values.push(reach.teams)}::int[])`)
  if (reach.owner !== null) parts.push(`${columns.owner} = $${values.push(reach.owner)}`)
  return parts.length > 1 ? `(${parts.join(' OR ')})` : (parts[0] ?? 'false')
}

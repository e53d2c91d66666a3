import type { Principal, Scope } from './principal.ts'

/** Whose a record is. */
export interface Belonging {
  /** The user it is assigned to. */
  owner: number | null
  /** The team of that user. */
  team: number | null
}

/** A reach, worked out for one person; every list, single record, file and socket message is held against it.
 *  A record is within when any part fits; nobody's records are reached by `all` alone. */
export type Reach = { all: true } | { all: false; owner: number | null; teams: readonly number[] }

/**
 * What a scope means for this person. `team` reaches the person's teams, and the person's own records where their own
 * team is not among those; without any team it reaches what `own` does.
 */
export function reachOf(principal: Pick<Principal, 'userId' | 'teamId' | 'teamIds'>, scope: Scope): Reach {
  if (scope === 'all') return { all: true }
  if (scope === 'own') return { all: false, owner: principal.userId, teams: [] }
  const coversOwn = principal.teamId !== null && principal.teamIds.includes(principal.teamId)
  return { all: false, owner: coversOwn ? null : principal.userId, teams: principal.teamIds }
}

/** What lets a record be within a reach: everything is, it is the person's own, or one of their teams'. */
export type Way = 'all' | 'owner' | 'team'

/** How the record lies within the reach, or null where it does not. The same rule as SQL is `scopeCondition` of the access module. */
export function wayTo(reach: Reach, record: Belonging): Way | null {
  if (reach.all) return 'all'
  if (reach.owner !== null && record.owner === reach.owner) return 'owner'
  return record.team !== null && reach.teams.includes(record.team) ? 'team' : null
}

/** Whether the record lies within the reach. */
export function isWithin(reach: Reach, record: Belonging): boolean {
  return wayTo(reach, record) !== null
}

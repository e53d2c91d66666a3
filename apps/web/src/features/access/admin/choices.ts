import type { Role, Team } from './api.ts'

export interface Choice {
  value: string
  label: string
  disabled?: boolean
}

export function roleChoices(roles: readonly Role[]): Choice[] {
  return roles.map(role => ({ value: String(role.id), label: role.name, disabled: !role.may_give }))
}

export interface TeamAtLevel {
  team: Team
  /** 0 at the top. */
  level: number
  /** Whether teams stand below it. */
  isParent: boolean
}

/** The tree read from the top: each team, then those below it. A team whose parent is not there stands at the top. */
export function inOrder(teams: readonly Team[]): TeamAtLevel[] {
  const ids = new Set(teams.map(team => team.id))
  const read: TeamAtLevel[] = []
  const visit = (parent: number | null, level: number) => {
    for (const team of teams) {
      const above = team.parent_id !== null && ids.has(team.parent_id) ? team.parent_id : null
      if (above !== parent || read.some(one => one.team.id === team.id)) continue
      read.push({ team, level, isParent: teams.some(({ parent_id }) => parent_id === team.id) })
      visit(team.id, level + 1)
    }
  }
  visit(null, 0)
  return read
}

/** The team and all below it. */
export function withBelow(teams: readonly Team[], id: number): Set<number> {
  const found = new Set([id])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const team of teams) if (team.parent_id !== null && found.has(team.parent_id)) found.add(team.id)
  }
  return found
}

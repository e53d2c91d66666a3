import { describe, expect, test } from 'vitest'
import { abilityOf, can, canReach } from './ability.ts'
import { type Grant, mergeGrants, type Principal, SCOPES, type Scope, scopeOf, widest } from './principal.ts'
import { type Belonging, isWithin, reachOf } from './reach.ts'

const ME = 7
const COLLEAGUE = 8

function person(teamId: number | null, teamIds: number[], scope: Scope = 'team'): Principal {
  return {
    userId: ME,
    name: 'Priya',
    roles: [],
    teamId,
    teamIds,
    sessionId: 1,
    permissions: [{ module: 'CRM', action: 'view', scope }],
  }
}

/** scope, my team, teams reached, owner and team of the record, whether it is within */
const CASES: [Scope, number | null, number[], number | null, number | null, boolean][] = [
  ['all', null, [], null, null, true],
  ['all', 1, [1], COLLEAGUE, 2, true],
  ['own', 1, [], ME, 1, true],
  ['own', 1, [], ME, null, true],
  ['own', 1, [], COLLEAGUE, 1, false],
  ['own', 1, [], null, 1, false],
  ['own', 1, [], null, null, false],
  ['own', 1, [1, 2], COLLEAGUE, 2, false],
  ['team', 1, [1], COLLEAGUE, 1, true],
  ['team', 1, [1], COLLEAGUE, 2, false],
  ['team', 1, [1, 2], COLLEAGUE, 2, true],
  ['team', 1, [1, 2], COLLEAGUE, 3, false],
  ['team', 1, [1], null, null, false],
  ['team', 1, [1], null, 1, true],
  ['team', 9, [1], ME, 9, true],
  ['team', 9, [1], COLLEAGUE, 9, false],
  ['team', null, [1], ME, null, true],
  ['team', null, [], ME, null, true],
  ['team', null, [], COLLEAGUE, null, false],
  ['team', null, [], null, null, false],
]

describe('what a scope reaches', () => {
  test.each(CASES)(
    '%s, in team %s, reaching %j: owner %s of team %s → %s',
    (scope, mine, teams, owner, team, expected) => {
      const principal = person(mine, teams, scope)
      const record: Belonging = { owner, team }
      expect(isWithin(reachOf(principal, scope), record)).toBe(expected)
      // The web asks CASL: it must say the same.
      expect(canReach(abilityOf(principal), 'CRM', 'view', record)).toBe(expected)
      expect(canReach(abilityOf(principal), 'CRM', 'edit', record)).toBe(false)
    },
  )
})

describe('may they at all', () => {
  const holder = person(1, [1], 'own')

  test('only what is held, in its module', () => {
    expect(can(holder, 'CRM', 'view')).toBe(true)
    expect(can(holder, 'CRM', 'edit')).toBe(false)
    expect(can(holder, 'Design', 'view')).toBe(false)
    expect(scopeOf(holder, 'CRM', 'view')).toBe('own')
    expect(scopeOf(holder, 'Design', 'view')).toBeNull()
  })

  test('nothing is held by whoever has no role, and one permission says nothing about another', () => {
    expect(can({ permissions: [] }, 'CRM', 'view')).toBe(false)
    const forged = { permissions: [{ module: 'CRM', action: 'move', scope: 'all' as const }] }
    expect(can(forged, 'CRM', 'delete')).toBe(false)
  })
})

describe('several roles', () => {
  const grant = (action: Grant['action'], scope: Scope): Grant => ({ module: 'CRM', action, scope })

  test('the widest reach wins, whatever the order', () => {
    for (const a of SCOPES) {
      for (const b of SCOPES) {
        const expected = SCOPES[Math.max(SCOPES.indexOf(a), SCOPES.indexOf(b))]
        expect(widest(a, b)).toBe(expected)
        expect(mergeGrants([grant('view', a), grant('view', b)])).toEqual([grant('view', expected as Scope)])
      }
    }
  })

  test('each permission is widened alone', () => {
    const merged = mergeGrants([grant('view', 'all'), grant('edit', 'own'), grant('edit', 'team')])
    expect(merged).toEqual([grant('view', 'all'), grant('edit', 'team')])
  })

  test('the grants that went in are left as they were', () => {
    const first = grant('view', 'own')
    mergeGrants([first, grant('view', 'all')])
    expect(first.scope).toBe('own')
  })
})

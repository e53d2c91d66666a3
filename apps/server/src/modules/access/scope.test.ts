import { type Belonging, isWithin, type Principal, reachOf, type Scope } from '@optimwalls/permissions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import { scopeCondition } from './scope.ts'

const COLUMNS = { owner: 'r.owner', team: 'r.team' }

function person(scope: Scope, teamId: number | null, teamIds: number[]): Principal {
  return {
    userId: 7,
    name: 'Priya',
    roles: [],
    teamId,
    teamIds,
    sessionId: 1,
    permissions: [{ module: 'CRM', action: 'view', scope }],
  }
}

describe('the text', () => {
  test.each<[string, Principal, string, unknown[]]>([
    ['all', person('all', 1, [1]), 'true', ['before']],
    ['own', person('own', 1, []), 'r.owner = $2', ['before', 7]],
    ['one team', person('team', 1, [1]), 'r.team = $2', ['before', 1]],
    ['several teams', person('team', 1, [1, 2]), 'r.team = ANY($2::int[])', ['before', [1, 2]]],
    [
      'heads a team, works in none',
      person('team', null, [1]),
      '(r.team = $2 OR r.owner = $3)',
      ['before', 1, 7],
    ],
    ['no team at all', person('team', null, []), 'r.owner = $2', ['before', 7]],
  ])('%s', (_name, principal, text, parameters) => {
    const values: unknown[] = ['before']
    expect(scopeCondition(principal, 'CRM', 'view', COLUMNS, values)).toBe(text)
    expect(values).toEqual(parameters)
  })

  test('without the permission there is no condition, but a refusal', () => {
    expect(() => scopeCondition(person('all', 1, [1]), 'CRM', 'delete', COLUMNS, [])).toThrow(
      expect.objectContaining({ type: 'forbidden' }),
    )
  })
})

describe('in the database', () => {
  let server: Awaited<ReturnType<typeof testDatabase>>
  beforeAll(async () => {
    server = await testDatabase()
  })
  afterAll(() => server.close())

  const ids = [null, 7, 8]
  const teams = [null, 1, 2, 3]
  const records: Belonging[] = ids.flatMap(owner => teams.map(team => ({ owner, team })))
  const people = (['own', 'team', 'all'] as const).flatMap(scope =>
    [null, 1, 3].flatMap(teamId => [[], [1], [1, 2]].map(teamIds => person(scope, teamId, teamIds))),
  )

  test('finds exactly the records that the pure rule says, unassigned ones too', async () => {
    for (const principal of people) {
      const values: unknown[] = [JSON.stringify(records)]
      const condition = scopeCondition(principal, 'CRM', 'view', COLUMNS, values)
      const found = await server.database.rows<Belonging>(
        `SELECT owner, team FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (owner int, team int)) WITH ORDINALITY AS r (owner, team, n)
         WHERE ${condition} ORDER BY n`,
        values,
      )
      const scope = principal.permissions[0]?.scope ?? 'own'
      const reach = reachOf(principal, scope)
      expect(found, JSON.stringify(principal)).toEqual(records.filter(record => isWithin(reach, record)))
    }
  })
})

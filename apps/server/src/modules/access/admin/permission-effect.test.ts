import type { Grant } from '@optimwalls/permissions'
import { describe, expect, it } from 'vitest'
import { differences, rolesAfter } from './permission-effect.ts'
import type { RoleRow } from './roles.repository.ts'

const grant = (action: Grant['action'], scope: Grant['scope']) => ({ module: 'CRM', action, scope }) as Grant
const role = (id: number, ...grants: Grant[]): RoleRow => ({
  id,
  name: `Role ${id}`,
  description: '',
  origin: null,
  needs_second_factor: false,
  people: 0,
  grants,
})
const manager = role(1, grant('view', 'team'), grant('export', 'team'))
const seller = role(2, grant('view', 'own'), grant('export', 'own'))
const change = (role_id: number, action: Grant['action'], to: Grant['scope'] | null) =>
  ({ role_id, module: 'CRM', action, to }) as const

describe('what a change of permissions does to people', () => {
  const before = [manager, seller]
  const after = rolesAfter(before, [change(1, 'export', null), change(2, 'convert', 'own')])

  it('is told with all their roles together', () => {
    expect(differences([1], before, after)).toEqual([
      { module: 'CRM', action: 'export', from: 'team', to: null },
    ])
    expect(differences([1, 2], before, after)).toEqual([
      { module: 'CRM', action: 'export', from: 'team', to: 'own' },
      { module: 'CRM', action: 'convert', from: null, to: 'own' },
    ])
  })

  it('is nothing where another role gives the same, or where none is held', () => {
    expect(differences([1, 2], before, rolesAfter(before, [change(2, 'view', null)]))).toEqual([])
    expect(differences([], before, after)).toEqual([])
  })

  it('leaves the roles that went in as they were', () => {
    expect(manager.grants).toHaveLength(2)
  })
})

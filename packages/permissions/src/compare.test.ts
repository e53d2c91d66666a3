import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PERMISSIONS } from './catalogue.ts'
import { beyond, inCommon, takesScope } from './compare.ts'
import { type Grant, mergeGrants, SCOPES } from './principal.ts'

const grants = fc
  .array(fc.tuple(fc.constantFrom(...PERMISSIONS), fc.constantFrom(...SCOPES)), { maxLength: 20 })
  .map(pairs => mergeGrants(pairs.map(([{ module, action }, scope]): Grant => ({ module, action, scope }))))

describe('what goes beyond', () => {
  it('is nothing of what one holds, and nothing of what is common', () => {
    fc.assert(
      fc.property(grants, grants, (mine, theirs) => {
        expect(beyond({ permissions: mine }, mine)).toEqual([])
        const common = inCommon({ permissions: mine }, theirs)
        expect(beyond({ permissions: mine }, common)).toEqual([])
        expect(beyond({ permissions: theirs }, common)).toEqual([])
      }),
    )
  })

  it('is a permission that is lacking, and one that reaches further', () => {
    const view = (scope: Grant['scope']): Grant => ({ module: 'CRM', action: 'view', scope })
    expect(beyond({ permissions: [] }, [view('own')])).toEqual([view('own')])
    expect(beyond({ permissions: [view('own')] }, [view('team')])).toEqual([view('team')])
    expect(beyond({ permissions: [view('all')] }, [view('team')])).toEqual([])
    expect(inCommon({ permissions: [view('own')] }, [view('all')])).toEqual([view('own')])
  })
})

it('settings of the whole firm have no scope, records have', () => {
  expect(takesScope({ module: 'Administration', action: 'manage_roles' })).toBe(false)
  expect(takesScope({ module: 'CRM', action: 'view' })).toBe(true)
})

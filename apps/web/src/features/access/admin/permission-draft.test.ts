import { expect, it } from 'vitest'
import type { Role } from './api.ts'
import { againstSaved, type Cell, type Draft, withCell } from './permission-draft.ts'

const role = (scope: 'own' | 'team' | 'all' | null): Role => ({
  id: 3,
  name: 'Manager',
  description: '',
  is_locked: false,
  needs_second_factor: false,
  people: 2,
  may_give: true,
  permissions: scope === null ? [] : [{ module: 'CRM', action: 'export', scope }],
})
const cell: Cell = { roleId: 3, module: 'CRM', action: 'export' }
const none: Draft = new Map()

it('keeps what a cell was and is to be; set back, it is no change', () => {
  const draft = withCell(none, [role('team')], cell, null)
  expect([...draft.values()]).toEqual([
    { role_id: 3, module: 'CRM', action: 'export', from: 'team', to: null },
  ])
  expect(withCell(draft, [role('team')], cell, 'team').size).toBe(0)
})

it('notices what others saved meanwhile', () => {
  const draft = withCell(none, [role('team')], cell, null)
  expect(againstSaved(draft, [role('team')])).toMatchObject({ changes: [{ to: null }], overtaken: [] })
  expect(againstSaved(draft, [role(null)])).toEqual({ changes: [], overtaken: [] })
  expect(againstSaved(draft, [role('all')])).toMatchObject({ changes: [], overtaken: [{ from: 'team' }] })
  expect(againstSaved(draft, [])).toEqual({ changes: [], overtaken: [] })
})

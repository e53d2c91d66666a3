import { expect, it } from 'vitest'
import { currentView, viewsOf } from './lead-views.ts'

const views = viewsOf(7, 'team')

it.each([
  [{}, 'All'],
  [{ q: 'joshi', sort: 'name' as const }, 'All'],
  [{ assigned_to: ['7'] }, 'Mine'],
  [{ assigned_to: ['7'], source: ['Website'] }, 'Mine'],
  [{ assigned_to: ['7', 'none'] }, 'All'],
  [{ assigned_to: ['none'] }, 'Unassigned'],
  [{ status: ['new' as const] }, 'New'],
  [{ status: ['new' as const, 'lost' as const] }, 'All'],
  [{ deleted: true as const }, undefined],
])('%j shows %s', (search, name) => {
  expect(currentView(views, search)?.name).toBe(name)
})

it('does not ask whose leads they are where all are one’s own', () => {
  expect(viewsOf(7, 'own').map(({ name }) => name)).toEqual(['All', 'New', 'Contacted', 'Qualified'])
})

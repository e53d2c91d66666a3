import { expect, it } from 'vitest'
import type { LeadColumn } from './lead-columns.tsx'
import { columnsOf, gridOf } from './lead-table.ts'

const column = (id: string, width: number): LeadColumn => ({ id, label: id, width, cell: () => null })
const columns = [column('name', 160), column('home', 140), column('owner', 100)]
/** Also speaks of a field that the firm has no longer. */
const layout = { order: ['name', 'owner', 'gone', 'home'], hidden: ['home'], widths: { owner: 80, gone: 90 } }

it('shows columns in the order of the layout, without those that are hidden or gone', () => {
  expect(columnsOf(layout, columns).map(({ id }) => id)).toEqual(['name', 'owner'])
})

it('shares out spare room, keeps a width that was chosen, and has room for boxes to tick', () => {
  const shown = columnsOf(layout, columns)
  expect(gridOf(shown, layout, false)).toEqual({
    gridTemplateColumns: 'minmax(160px, 160fr) 80px',
    minWidth: 240,
  })
  expect(gridOf(shown, layout, true)).toEqual({
    gridTemplateColumns: '40px minmax(160px, 160fr) 80px',
    minWidth: 280,
  })
})

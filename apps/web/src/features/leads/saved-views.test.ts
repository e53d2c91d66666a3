import { expect, test } from 'vitest'
import {
  boardDefinitionOf,
  boardSearchOf,
  definitionOf,
  isBoardChanged,
  isChanged,
  layoutOf,
  searchOf,
} from './saved-views.ts'
import type { SavedView } from './setup.ts'
import { DEFAULT_LAYOUT, shownColumns } from './use-column-layout.ts'

const view: SavedView = {
  id: 7,
  name: 'Hot',
  sharing: 'own',
  team_id: null,
  owner: null,
  is_mine: true,
  may_edit: true,
  definition: {
    filters: { status: ['new'], 'custom.floor.min': ['3'], budget_min: 500_000 },
    sort: '-budget',
    layout: 'table',
    columns: ['name', 'budget', 'tags'],
  },
  updated_at: '2026-11-26T00:00:00.000Z',
}
const layout = layoutOf(view, DEFAULT_LAYOUT)

test('a view opens as it was saved, and is not changed by that', () => {
  expect(searchOf(view)).toEqual({
    status: ['new'],
    'custom.floor.min': ['3'],
    budget_min: 500_000,
    sort: '-budget',
    saved: 7,
  })
  expect(shownColumns(layout)).toEqual(['name', 'budget', 'tags'])
  expect(isChanged(view, searchOf(view), layout)).toBe(false)
})

test.each([
  ['another filter', { ...searchOf(view), status: ['lost'] }],
  ['one more', { ...searchOf(view), source: ['web'] }],
  ['another order', { ...searchOf(view), sort: 'name' }],
  ['another layout', { ...searchOf(view), view: 'cards' }],
  ['a search', { ...searchOf(view), q: 'asha' }],
] as const)('%s is a change', (_what, search) => {
  expect(isChanged(view, search as never, layout)).toBe(true)
})

test('other columns are a change of a table', () => {
  expect(isChanged(view, searchOf(view), { ...layout, hidden: [...layout.hidden, 'tags'] })).toBe(true)
})

test('what is saved holds no search text', () => {
  expect(definitionOf({ q: '98123 45670', status: ['new'] }, layout)).toEqual({
    filters: { status: ['new'] },
    sort: '-created_at',
    columns: ['name', 'budget', 'tags'],
    layout: 'table',
  })
})

test('a board is kept with its pipeline and filters, without the text of a search', () => {
  const shown = { pipeline: 'all', budget_min: 500_000, q: 'Meera' }
  const board = { ...view, definition: boardDefinitionOf(shown) }
  expect(board.definition).toEqual({ filters: { budget_min: 500_000 }, layout: 'board', pipeline: 'all' })
  const address = boardSearchOf(board)
  expect(address).toEqual({ pipeline: 'all', budget_min: 500_000, saved: view.id })
  expect(isBoardChanged(board, address)).toBe(false)
  for (const change of [{ pipeline: '2' }, { budget_min: 1 }, { q: 'Meera' }])
    expect(isBoardChanged(board, { ...address, ...change })).toBe(true)
})

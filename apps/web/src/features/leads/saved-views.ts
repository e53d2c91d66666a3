import { DEFAULT_SORT, filtersOf, type LeadFilters, type LeadSearch, readLeadSearch } from './lead-search.ts'
import type { SavedView } from './setup.ts'
import { type ColumnLayout, shownColumns } from './use-column-layout.ts'

/** The address that shows a saved view. */
export const searchOf = ({ id, definition }: SavedView): LeadSearch =>
  readLeadSearch({
    ...definition.filters,
    sort: definition.sort,
    view: definition.layout === 'table' ? undefined : definition.layout,
    saved: id,
  })

/** What the list shows at the moment, as a view keeps it. The text of a search is no part of one. */
export function definitionOf(search: LeadSearch, layout: ColumnLayout): SavedView['definition'] {
  const { q: _q, ...filters } = filtersOf(search)
  return {
    filters,
    sort: search.sort ?? DEFAULT_SORT,
    columns: shownColumns(layout),
    layout: search.view ?? 'table',
  }
}

/** Whether the list shows something else than the view says. */
export function isChanged(view: SavedView, search: LeadSearch, layout: ColumnLayout): boolean {
  const { columns, ...kept } = view.definition
  const shown = definitionOf(search, layout)
  const before = definitionOf(searchOf(view), layout)
  const isSame =
    search.q === undefined &&
    JSON.stringify([before.filters, before.sort, before.layout]) ===
      JSON.stringify([shown.filters, shown.sort, shown.layout])
  const isTable = shown.layout === 'table' && (kept.layout ?? 'table') === 'table'
  return !isSame || (isTable && columns !== undefined && columns.join() !== (shown.columns ?? []).join())
}

/** The layout with the columns of a view, others hidden; widths stay this device's. */
export function layoutOf(view: SavedView, layout: ColumnLayout): ColumnLayout {
  const { columns } = view.definition
  if (!columns) return layout
  const shown = ['name', ...columns.filter(id => id !== 'name' && layout.order.includes(id))]
  const rest = layout.order.filter(id => !shown.includes(id))
  return { ...layout, order: [...shown, ...rest], hidden: rest }
}

/** A board as its address has it. */
export interface BoardAddress extends LeadFilters {
  /** A pipeline's id, or `all`. */
  pipeline?: string | undefined
  /** The saved board it came from. */
  saved?: number
  sort?: '-priority' | undefined
}

/** Whether the view is a board, not a list. */
export const isOfBoard = ({ definition }: SavedView): boolean => definition.layout === 'board'

/** The address that shows a saved board. */
export function boardSearchOf({ id, definition }: SavedView): BoardAddress {
  const { filters, pipeline, sort } = definition
  return {
    ...(pipeline && { pipeline }),
    ...filtersOf(readLeadSearch(filters)),
    ...(sort === '-priority' && { sort }),
    saved: id,
  }
}

/** What the board shows at the moment, as a view keeps it. */
export function boardDefinitionOf({
  pipeline,
  saved: _saved,
  sort,
  ...search
}: BoardAddress): SavedView['definition'] {
  const { q: _q, ...filters } = filtersOf(search)
  return { filters, layout: 'board', ...(pipeline && { pipeline }), ...(sort && { sort }) }
}

/** Whether the board shows something else than the view says. */
export function isBoardChanged(view: SavedView, search: BoardAddress): boolean {
  const kept = boardDefinitionOf(boardSearchOf(view))
  const shown = boardDefinitionOf(search)
  const text = ({ filters, pipeline, sort }: SavedView['definition']) =>
    JSON.stringify([filters, pipeline, sort])
  return search.q !== undefined || text(kept) !== text(shown)
}

import {
  columnOrderingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import type { Lead } from './lead.ts'
import { LEAD_COLUMNS } from './lead-columns.tsx'
import type { ColumnLayout } from './use-column-layout.ts'

/** A row of the window; its lead may still be on the way. */
export interface WindowRow {
  row: number
  lead: Lead | undefined
}

const features = tableFeatures({ columnOrderingFeature, columnSizingFeature, columnVisibilityFeature })
const helper = createColumnHelper<typeof features, Lead>()
const columns = LEAD_COLUMNS.map(column => helper.display({ id: column.id, size: column.width }))
// The window brings its rows itself: building a row model anew on every scroll would redraw all of them.
const NO_ROWS: Lead[] = []

/** TanStack Table as keeper of the columns: which stand where, and how wide. */
export function useLeadTable(layout: ColumnLayout) {
  return useTable({
    features,
    columns,
    data: NO_ROWS,
    state: {
      columnOrder: layout.order,
      columnVisibility: Object.fromEntries(layout.hidden.map(id => [id, false])),
      columnSizing: layout.widths,
    },
  })
}

/** Grid columns of header and rows alike: spare room is shared out, a width someone chose stays. */
export function gridColumns(shown: { id: string; getSize: () => number }[], layout: ColumnLayout): string {
  return shown
    .map(column => {
      const width = column.getSize()
      return layout.widths[column.id] === undefined ? `minmax(${width}px, ${width}fr)` : `${width}px`
    })
    .join(' ')
}

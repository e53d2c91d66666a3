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
const helper = createColumnHelper<typeof features, WindowRow>()
const columns = LEAD_COLUMNS.map(column =>
  helper.display({
    id: column.id,
    header: column.label,
    size: column.width,
    cell: ({ row }) => row.original.lead && column.cell(row.original.lead),
  }),
)

/** TanStack Table over the rows of the window: it decides which columns stand where and how wide. */
export function useLeadTable(rows: WindowRow[], layout: ColumnLayout) {
  return useTable({
    features,
    columns,
    data: rows,
    getRowId: ({ row }) => String(row),
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

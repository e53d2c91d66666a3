import {
  columnOrderingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { Lead } from './lead.ts'
import type { LeadColumn } from './lead-columns.tsx'
import type { ColumnLayout } from './use-column-layout.ts'

/** A row of the window; its lead may still be on the way. */
export interface WindowRow {
  row: number
  lead: Lead | undefined
}

const features = tableFeatures({ columnOrderingFeature, columnSizingFeature, columnVisibilityFeature })
const helper = createColumnHelper<typeof features, Lead>()
// The window brings its rows itself: building a row model anew on every scroll would redraw all of them.
const NO_ROWS: Lead[] = []

/** TanStack Table as keeper of the columns: which stand where, and how wide. */
export function useLeadTable(layout: ColumnLayout, shown: readonly LeadColumn[]) {
  const columns = useMemo(
    () => shown.map(column => helper.display({ id: column.id, size: column.width })),
    [shown],
  )
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

/** Pixels of the column with the boxes to tick. */
export const TICK_WIDTH = 40

/** Grid columns of header and rows alike: spare room is shared out, a width someone chose stays. */
export function gridColumns(
  shown: { id: string; getSize: () => number }[],
  layout: ColumnLayout,
  isTickable: boolean,
): string {
  const widths = shown.map(column => {
    const width = column.getSize()
    return layout.widths[column.id] === undefined ? `minmax(${width}px, ${width}fr)` : `${width}px`
  })
  return (isTickable ? [`${TICK_WIDTH}px`, ...widths] : widths).join(' ')
}

import type { Lead } from './lead.ts'
import type { LeadColumn } from './lead-columns.tsx'
import { type ColumnLayout, shownColumns } from './use-column-layout.ts'

/** A row of the window; its lead may still be on the way. */
export interface WindowRow {
  row: number
  lead: Lead | undefined
}

/** Pixels of the column with the boxes to tick. */
export const TICK_WIDTH = 40

/** Those of the columns that the layout shows, left to right. */
export function columnsOf(layout: ColumnLayout, columns: readonly LeadColumn[]): LeadColumn[] {
  return shownColumns(layout).flatMap(id => columns.find(column => column.id === id) ?? [])
}

/** The grid of header and rows alike: spare room is shared out, a width someone chose stays; narrower than all of them together it
 *  does not get. */
export function gridOf(
  shown: readonly LeadColumn[],
  layout: ColumnLayout,
  isTickable: boolean,
): { gridTemplateColumns: string; minWidth: number } {
  const tick = isTickable ? [`${TICK_WIDTH}px`] : []
  const widths = shown.map(({ id, width }) =>
    layout.widths[id] === undefined ? `minmax(${width}px, ${width}fr)` : `${layout.widths[id]}px`,
  )
  const least = shown.reduce((sum, { id, width }) => sum + (layout.widths[id] ?? width), 0)
  return {
    gridTemplateColumns: [...tick, ...widths].join(' '),
    minWidth: least + (isTickable ? TICK_WIDTH : 0),
  }
}

import type { ReactNode, RefObject } from 'react'
import { COLUMN_BY_ID } from '../lead-columns.tsx'
import type { LeadSearch, LeadSort } from '../lead-search.ts'
import { type ColumnLayout, MAX_WIDTH, MIN_WIDTH } from '../use-column-layout.ts'
import { gridColumns, useLeadTable, type WindowRow } from '../use-lead-table.ts'
import classes from './LeadTable.module.css'
import { LeadTableHead } from './LeadTableHead.tsx'
import { LeadTableRow } from './LeadTableRow.tsx'

/** Height of a row and of the head, as the stylesheet has them. */
export const ROW_HEIGHT = 40
export const HEAD_HEIGHT = 32

export interface LeadTableProps {
  scroller: RefObject<HTMLDivElement | null>
  rows: WindowRow[]
  /** Rows of the whole list; -1 while nobody knows. */
  rowCount: number
  /** Pixels of the whole list, fetched or not. */
  height: number
  sort: LeadSort
  onSort: (sort: LeadSort) => void
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
  search: LeadSearch
  /** The row the keys stand on. */
  current: number
  onFocus: (row: number) => void
  /** What stands under the rows: nothing found, or a failure. */
  children?: ReactNode
}

/** The dense table: a real table to readers, though only the rows in the window exist. */
export function LeadTable(props: LeadTableProps) {
  const {
    scroller,
    rows,
    rowCount,
    height,
    sort,
    onSort,
    layout,
    onLayout,
    search,
    current,
    onFocus,
    children,
  } = props
  const table = useLeadTable(layout)
  const columns = table.getVisibleLeafColumns()
  const ids = columns.map(({ id }) => id).join(',')
  const grid = { gridTemplateColumns: gridColumns(columns, layout), minWidth: table.getTotalSize() }
  const resize = (id: string, width: number) => {
    const kept = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)))
    onLayout({ ...layout, widths: { ...layout.widths, [id]: kept } })
  }

  return (
    <div className={classes.scroller} ref={scroller}>
      <table className={classes.table} aria-label="Leads" aria-rowcount={rowCount < 0 ? -1 : rowCount + 1}>
        <thead className={classes.head}>
          <tr aria-rowindex={1} className={classes.headRow} style={grid}>
            {columns.map(column => {
              const shown = COLUMN_BY_ID.get(column.id)
              return (
                shown && (
                  <LeadTableHead
                    key={column.id}
                    column={shown}
                    sort={sort}
                    onSort={onSort}
                    onResize={width => resize(column.id, width)}
                  />
                )
              )
            })}
          </tr>
        </thead>
        <tbody className={classes.body} style={{ height }}>
          {rows.map(({ row, lead }) => (
            <LeadTableRow
              key={row}
              row={row}
              lead={lead}
              columns={ids}
              grid={grid.gridTemplateColumns}
              minWidth={grid.minWidth}
              top={row * ROW_HEIGHT}
              search={search}
              isTabStop={row === current}
              onFocus={onFocus}
            />
          ))}
        </tbody>
      </table>
      {children}
    </div>
  )
}

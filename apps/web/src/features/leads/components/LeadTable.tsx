import { lazy, type ReactNode, type RefObject, Suspense } from 'react'
import type { LeadColumn } from '../lead-columns.tsx'
import type { LeadSearch, LeadSort } from '../lead-search.ts'
import { columnsOf, gridOf, type WindowRow } from '../lead-table.ts'
import { isTicked } from '../selection.ts'
import { type ColumnLayout, MAX_WIDTH, MIN_WIDTH } from '../use-column-layout.ts'
import type { Selecting } from '../use-selection.ts'
import classes from './LeadTable.module.css'
import { LeadTableHead } from './LeadTableHead.tsx'
import { LeadTableRow } from './LeadTableRow.tsx'

// Not part of a first visit: few may change many leads at once.
const LeadTick = lazy(() => import('./LeadTick.tsx').then(part => ({ default: part.LeadTick })))

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
  columns: readonly LeadColumn[]
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
  /** Leads can be ticked by those who may change many at once. */
  selecting: Selecting | null
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
    selecting,
  } = props
  const columns = columnsOf(layout, props.columns)
  const ids = columns.map(({ id }) => id).join(',')
  const grid = gridOf(columns, layout, selecting !== null)
  const isEvery = selecting?.selection.isAll === true && selecting.selection.ids.size === 0
  const isAny = selecting !== null && (selecting.selection.isAll || selecting.selection.ids.size > 0)
  const resize = (id: string, width: number) => {
    const kept = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)))
    onLayout({ ...layout, widths: { ...layout.widths, [id]: kept } })
  }

  return (
    <div className={classes.scroller} ref={scroller}>
      <table className={classes.table} aria-label="Leads" aria-rowcount={rowCount < 0 ? -1 : rowCount + 1}>
        <thead className={classes.head}>
          <tr aria-rowindex={1} className={classes.headRow} style={grid}>
            {selecting && (
              <th scope="col" className={classes.tick}>
                <Suspense fallback={null}>
                  <LeadTick
                    label="Select all"
                    isTabStop
                    isOn={isEvery}
                    isPartly={isAny && !isEvery}
                    onTick={() => (isAny ? selecting.clear() : selecting.selectAll())}
                  />
                </Suspense>
              </th>
            )}
            {columns.map(column => (
              <LeadTableHead
                key={column.id}
                column={column}
                sort={sort}
                onSort={onSort}
                onResize={width => resize(column.id, width)}
              />
            ))}
          </tr>
        </thead>
        <tbody className={classes.body} style={{ height }}>
          {rows.map(({ row, lead }) => (
            <LeadTableRow
              key={row}
              row={row}
              lead={lead}
              columns={props.columns}
              shown={ids}
              isTicked={selecting && lead ? isTicked(selecting.selection, lead.id) : undefined}
              onTick={selecting?.toggle}
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

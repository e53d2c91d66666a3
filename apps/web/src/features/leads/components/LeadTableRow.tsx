import { memo } from 'react'
import { COLUMN_BY_ID } from '../lead-columns.tsx'
import type { LeadSearch } from '../lead-search.ts'
import type { WindowRow } from '../use-lead-table.ts'
import { LeadLink } from './LeadLink.tsx'
import classes from './LeadTable.module.css'

export interface LeadTableRowProps extends WindowRow {
  /** Ids of the columns, left to right, with commas between them. */
  columns: string
  /** Their widths, as a grid template. */
  grid: string
  minWidth: number
  /** Pixels from the top of the list. */
  top: number
  search: LeadSearch
  isTabStop: boolean
  onFocus: (row: number) => void
}

/** A row, or its shape while the lead is on the way. Drawn anew only when something in it changed: scrolling only moves it. */
export const LeadTableRow = memo(function LeadTableRow(props: LeadTableRowProps) {
  const { row, lead, columns, grid, minWidth, top, search, isTabStop, onFocus } = props
  return (
    <tr
      aria-rowindex={row + 2}
      aria-busy={lead ? undefined : true}
      className={classes.row}
      style={{ gridTemplateColumns: grid, minWidth, transform: `translateY(${top}px)` }}
    >
      {columns.split(',').map(id => {
        const column = COLUMN_BY_ID.get(id)
        return (
          <td key={id} className={classes.cell} data-column={id} data-number={column?.isNumber}>
            {!lead ? (
              <span className={classes.bone} style={{ width: `${52 + ((row * 29) % 36)}%` }} />
            ) : id === 'name' ? (
              <LeadLink lead={lead} search={search} row={row} isTabStop={isTabStop} onFocus={onFocus} />
            ) : (
              column?.cell(lead)
            )}
          </td>
        )
      })}
    </tr>
  )
})

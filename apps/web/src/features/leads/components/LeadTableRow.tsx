import { lazy, memo, Suspense } from 'react'
import type { LeadColumn } from '../lead-columns.tsx'
import type { LeadSearch } from '../lead-search.ts'
import type { WindowRow } from '../lead-table.ts'
import type { Selecting } from '../use-selection.ts'
import { LeadLink } from './LeadLink.tsx'
import classes from './LeadTable.module.css'

// Not part of a first visit: few may change many leads at once.
const LeadTick = lazy(() => import('./LeadTick.tsx').then(part => ({ default: part.LeadTick })))

export interface LeadTableRowProps extends WindowRow {
  columns: readonly LeadColumn[]
  /** Ids of those that are shown, left to right, with commas between them. */
  shown: string
  /** Their widths, as a grid template. */
  grid: string
  minWidth: number
  /** Pixels from the top of the list. */
  top: number
  search: LeadSearch
  isTabStop: boolean
  onFocus: (row: number) => void
  /** Undefined where leads cannot be ticked, or while the lead is on the way. */
  isTicked: boolean | undefined
  onTick: Selecting['toggle'] | undefined
}

/** A row, or its shape while the lead is on the way. Drawn anew only when something in it changed: scrolling only moves it. */
export const LeadTableRow = memo(function LeadTableRow(props: LeadTableRowProps) {
  const { row, lead, columns, shown, grid, minWidth, top, search, isTabStop, onFocus, isTicked, onTick } =
    props
  return (
    <tr
      aria-rowindex={row + 2}
      aria-busy={lead ? undefined : true}
      className={classes.row}
      data-ticked={isTicked || undefined}
      style={{ gridTemplateColumns: grid, minWidth, transform: `translateY(${top}px)` }}
    >
      {onTick && (
        <td className={classes.tick}>
          {lead && (
            <Suspense fallback={null}>
              <LeadTick
                label={`Select ${lead.name}`}
                isTabStop={false}
                isOn={isTicked ?? false}
                onTick={isRange => onTick(lead.id, row, isRange)}
              />
            </Suspense>
          )}
        </td>
      )}
      {shown.split(',').map(id => {
        const column = columns.find(one => one.id === id)
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

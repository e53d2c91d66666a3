import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import type { LeadColumn } from '../lead-columns.tsx'
import type { LeadSort } from '../lead-search.ts'
import { MAX_WIDTH, MIN_WIDTH } from '../use-column-layout.ts'
import classes from './LeadTable.module.css'

export interface LeadTableHeadProps {
  column: LeadColumn
  sort: LeadSort
  onSort: (sort: LeadSort) => void
  onResize: (width: number) => void
}

/** Pixels an arrow key moves the edge. */
const STEP = 16

/** The head of a column: sorts when it can, and has an edge to pull. */
export function LeadTableHead({ column, sort, onSort, onResize }: LeadTableHeadProps) {
  const head = useRef<HTMLTableCellElement>(null)
  const width = () => head.current?.getBoundingClientRect().width ?? column.width
  const isSorted = column.sorts?.includes(sort)
  const isDown = sort.startsWith('-')

  function pull(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault()
    const edge = event.currentTarget
    const [from, start] = [event.clientX, width()]
    edge.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent) => onResize(start + moved.clientX - from)
    edge.addEventListener('pointermove', move)
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    })
  }

  function nudge(event: KeyboardEvent) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    onResize(width() + (event.key === 'ArrowRight' ? STEP : -STEP))
  }

  return (
    <th
      ref={head}
      scope="col"
      className={classes.headCell}
      data-number={column.isNumber}
      aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}
    >
      {column.sorts ? (
        <button type="button" className={classes.sort} onClick={() => onSort(nextSort(column.sorts, sort))}>
          {column.label}
          {isSorted && (isDown ? <IconArrowDown {...ARROW} /> : <IconArrowUp {...ARROW} />)}
        </button>
      ) : (
        column.label
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: an hr cannot be pulled */}
      <span
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={`Width of ${column.label}`}
        aria-valuenow={column.width}
        aria-valuemin={MIN_WIDTH}
        aria-valuemax={MAX_WIDTH}
        className={classes.edge}
        onPointerDown={pull}
        onKeyDown={nudge}
      />
    </th>
  )
}

const ARROW = { size: 14, stroke: 1.75, 'aria-hidden': true } as const

function nextSort(sorts: LeadColumn['sorts'], sort: LeadSort): LeadSort {
  const [likely, other] = sorts ?? [sort, sort]
  return sort === likely ? other : likely
}

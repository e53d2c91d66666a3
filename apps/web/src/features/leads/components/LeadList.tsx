import { useElementSize, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { leadCountsQuery, listKeyOf } from '../api.ts'
import type { LeadColumn } from '../lead-columns.tsx'
import type { LeadSearch, LeadSort } from '../lead-search.ts'
import type { WindowRow } from '../lead-table.ts'
import { drawnRows } from '../page-book.ts'
import type { ColumnLayout } from '../use-column-layout.ts'
import { useLeadBook, useLeadWindow } from '../use-lead-window.ts'
import { useLiveList } from '../use-live-list.ts'
import { useRowKeys } from '../use-row-keys.ts'
import { useSelection } from '../use-selection.ts'
import type { BulkBarProps } from './BulkBar.tsx'
import { CARD_LINE, cardsPerLine, LeadCards, PHONE_LINE } from './LeadCards.tsx'
import { LeadEmpty } from './LeadEmpty.tsx'
import classes from './LeadList.module.css'
import { HEAD_HEIGHT, LeadTable, ROW_HEIGHT } from './LeadTable.tsx'

// Not part of a first visit: they come with the first lead that is ticked.
const BulkBar = lazy(() => import('./BulkBar.tsx').then(part => ({ default: part.BulkBar })))

export interface LeadListProps extends Pick<BulkBarProps, 'convertMany'> {
  columns: readonly LeadColumn[]
  /** Set where leads can be ticked: whether cards have boxes for it. */
  isSelecting: boolean | undefined
  search: LeadSearch
  onSearch: (search: LeadSearch) => void
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
}

/** Where each list was scrolled to, so that coming back from a lead finds it there. Pixels by list. */
const places = new Map<string, number>()

/** The list itself, as a table or as cards: fetches what the window shows, moves by keys, stays live. */
export function LeadList(props: LeadListProps) {
  const { columns, search, onSearch, layout, onLayout, isSelecting, convertMany } = props
  const list = listKeyOf(search)
  const place = JSON.stringify([list, search.view])
  const isPhone = useMediaQuery('(max-width: 639px)', false, { getInitialValueInEffect: false })
  const isTable = !isPhone && search.view !== 'cards'
  const { ref: frame, width } = useElementSize()
  const perLine = isTable || isPhone ? 1 : cardsPerLine(width)
  const lineHeight = isTable ? ROW_HEIGHT : isPhone ? PHONE_LINE : CARD_LINE

  const scroller = useRef<HTMLDivElement>(null)
  const total = useQuery(leadCountsQuery(list.filters)).data?.total
  const book = useLeadBook(list)
  const rowCount = drawnRows(book, total)
  const current = useRef(0)
  const virtualizer = useVirtualizer({
    count: Math.ceil(rowCount / perLine),
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: isTable ? 12 : 4,
    initialOffset: () => places.get(place) ?? 0,
    scrollPaddingStart: isTable ? HEAD_HEIGHT : 0,
    // The row in focus stays, else scrolling it away would lose the focus.
    rangeExtractor: range => {
      const lines = defaultRangeExtractor(range)
      const line = Math.floor(current.current / perLine)
      if (line < range.count && !lines.includes(line)) lines.push(line)
      return lines.sort((one, other) => one - other)
    },
  })
  const mayTick = isSelecting !== undefined
  const { onKey, ...selecting } = useSelection(list, mayTick)
  const keys = useRowKeys(scroller, virtualizer, rowCount, perLine, onKey)
  current.current = keys.current

  const lines = virtualizer.getVirtualItems().map(item => item.index)
  const [first, last] = [virtualizer.range?.startIndex ?? 0, virtualizer.range?.endIndex ?? 20]
  const pane = useLeadWindow(list, book, first * perLine, (last + 1) * perLine)
  const live = useLiveList(list, () => (scroller.current?.scrollTop ?? 0) < lineHeight)

  useEffect(() => {
    const element = scroller.current
    return () => void places.set(place, element?.scrollTop ?? 0)
  }, [place])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of lines is what makes it measure again
  useEffect(() => virtualizer.measure(), [virtualizer, lineHeight])

  const rows: WindowRow[] = lines
    .flatMap(line => Array.from({ length: perLine }, (_, index) => line * perLine + index))
    .filter(row => row < rowCount)
    .map(row => ({ row, lead: pane.rowAt(row) }))
  const isEmpty = book.isComplete && rowCount === 0
  const hasFailed = pane.error !== null && book.pages[0]?.rows === null
  const shared = {
    scroller,
    rows: hasFailed ? [] : rows,
    rowCount: total && !total.capped ? total.count : book.isComplete ? rowCount : -1,
    height: hasFailed ? 0 : virtualizer.getTotalSize(),
    search,
    selecting: isTable ? (mayTick ? selecting : null) : isSelecting ? selecting : null,
    current: keys.current,
    onFocus: keys.setCurrent,
    children: hasFailed ? (
      <ErrorState error={pane.error} onRetry={pane.retry} />
    ) : (
      isEmpty && <LeadEmpty search={search} onSearch={onSearch} />
    ),
  }

  // In any other order the new ones stand somewhere in the list.
  const areNewOnTop = list.sort === '-created_at'
  function showNew() {
    if (areNewOnTop) scroller.current?.scrollTo({ top: 0 })
    live.refresh()
  }

  return (
    <div className={classes.frame} ref={frame}>
      {live.waiting > 0 && (
        <button type="button" className={classes.pill} onClick={showNew}>
          {newLeads(live.waiting, areNewOnTop)}
        </button>
      )}
      {pane.error && !hasFailed && (
        <button type="button" className={classes.failed} onClick={pane.retry}>
          Some leads did not load. Try again
        </button>
      )}
      <p className={classes.said} role="status">
        {live.waiting > 0 ? newLeads(live.waiting, areNewOnTop) : ''}
      </p>
      {isTable ? (
        <LeadTable
          {...shared}
          columns={columns}
          sort={list.sort}
          onSort={(sort: LeadSort) => onSearch({ ...search, sort })}
          layout={layout}
          onLayout={onLayout}
        />
      ) : (
        <LeadCards {...shared} perLine={perLine} isPhone={isPhone} />
      )}
      {mayTick && (selecting.selection.isAll || selecting.selection.ids.size > 0) && (
        <Suspense fallback={null}>
          <BulkBar
            {...selecting}
            filters={list.filters}
            convertMany={convertMany}
            total={total && !total.capped ? total.count : book.isComplete ? rowCount : null}
          />
        </Suspense>
      )}
    </div>
  )
}

function newLeads(count: number, areOnTop: boolean): string {
  const leads = count === 1 ? '1 new lead' : `${count} new leads`
  return areOnTop ? `${leads} at the top` : `Refresh to see ${leads}`
}

import { Button } from '@mantine/core'
import { IconDownload, IconLayoutGrid, IconLayoutKanban, IconList } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import type { LeadColumn } from '../lead-columns.tsx'
import { filtersOf, isNarrowed, type LeadFilters, type LeadSearch } from '../lead-search.ts'
import type { ColumnLayout } from '../use-column-layout.ts'
import { LeadColumnMenu } from './LeadColumnMenu.tsx'
import { LeadCountLine } from './LeadCountLine.tsx'
import { LeadFilterBar } from './LeadFilterBar.tsx'
import { LeadSearchBox } from './LeadSearchBox.tsx'
import { LeadSortMenu } from './LeadSortMenu.tsx'
import classes from './LeadToolbar.module.css'
import { LeadViews } from './LeadViews.tsx'

export interface LeadToolbarProps {
  columns: readonly LeadColumn[]
  /** Set where leads can be ticked: whether the list is there to tick them. */
  isSelecting: boolean | undefined
  onSelecting: (isSelecting: boolean) => void
  search: LeadSearch
  onSearch: (search: LeadSearch) => void
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
  /** Shows the same leads on the board. */
  onBoard: () => void
}

const VIEWS = [
  { value: 'table', label: 'Table', icon: <IconList size={16} stroke={1.75} aria-hidden /> },
  { value: 'cards', label: 'Cards', icon: <IconLayoutGrid size={16} stroke={1.75} aria-hidden /> },
  { value: 'board', label: 'Board', icon: <IconLayoutKanban size={16} stroke={1.75} aria-hidden /> },
] as const

/** What the list shows: its views, order, columns, layout, search, filters, and how many there are. */
export function LeadToolbar(props: LeadToolbarProps) {
  const { columns, search, onSearch, layout, onLayout, isSelecting, onSelecting, onBoard } = props
  const can = useCan()
  const filters = filtersOf(search)
  const { sort, view, saved } = search
  const show = (next: LeadFilters) => onSearch({ ...next, sort, view, saved })

  return (
    <div className={classes.toolbar}>
      <div className={classes.line}>
        <LeadViews search={search} onSearch={onSearch} layout={layout} onLayout={onLayout} />
        <div className={classes.tools}>
          {isSelecting !== undefined && (
            <Button
              variant="subtle"
              size="sm"
              className={view === 'cards' ? undefined : classes.narrow}
              aria-pressed={isSelecting}
              onClick={() => onSelecting(!isSelecting)}
            >
              {isSelecting ? 'Done' : 'Select'}
            </Button>
          )}
          <LeadSortMenu sort={sort} onSort={next => onSearch({ ...search, sort: next })} />
          {view !== 'cards' && (
            <span className={classes.wide}>
              <LeadColumnMenu columns={columns} layout={layout} onLayout={onLayout} />
            </span>
          )}
          {can('CRM', 'export') && (
            <Button
              renderRoot={props => <Link to="/exports" search={{ ...filters, sort }} {...props} />}
              variant="subtle"
              size="sm"
              className={classes.wide}
              leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
            >
              Export
            </Button>
          )}
          <span className={classes.wide}>
            <ViewSwitch
              label="Layout"
              options={VIEWS}
              value={view ?? 'table'}
              onChange={next =>
                next === 'board'
                  ? onBoard()
                  : onSearch({ ...search, view: next === 'cards' ? 'cards' : undefined })
              }
            />
          </span>
        </div>
      </div>
      <div className={classes.filters} data-narrowed={isNarrowed(search) || undefined}>
        <div className={classes.search}>
          <LeadSearchBox value={search.q ?? ''} onSearch={q => show({ ...filters, q: q || undefined })} />
        </div>
        <LeadFilterBar search={search} onFilter={show} canSeeDeleted={can('CRM', 'restore')} />
        <LeadCountLine filters={filters} />
      </div>
    </div>
  )
}

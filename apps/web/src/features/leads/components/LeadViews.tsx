import { scopeOf } from '@optimwalls/permissions'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useMe } from '../../../lib/me.ts'
import { leadCountsQuery } from '../api.ts'
import { isNarrowed, type LeadFilters, type LeadSearch } from '../lead-search.ts'
import { currentView, viewsOf } from '../lead-views.ts'
import { isOfBoard, layoutOf, searchOf } from '../saved-views.ts'
import { viewsQuery } from '../setup.ts'
import type { ColumnLayout } from '../use-column-layout.ts'
import classes from './LeadViews.module.css'

// Not part of a first visit: they bring menus and dialogs along.
const SavedViewDeeds = lazy(() =>
  import('./SavedViewDeeds.tsx').then(part => ({ default: part.SavedViewDeeds })),
)

export interface LeadViewsProps {
  search: LeadSearch
  onSearch: (search: LeadSearch) => void
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
}

/** The lists looked at most, then those that were saved, as tabs with how many leads each holds. */
export function LeadViews({ search, onSearch, layout, onLayout }: LeadViewsProps) {
  const me = useMe()
  const scope = scopeOf(me, 'CRM', 'view')
  const builtIn = scope ? viewsOf(me.id, scope) : []
  const saved = useQuery(viewsQuery).data
  const views = saved?.data ?? []
  const lists = views.filter(view => !isOfBoard(view))
  const open = views.find(view => view.id === search.saved)
  const current = open ? undefined : currentView(builtIn, search)
  const isWhole =
    current !== undefined && JSON.stringify(current.filters) === JSON.stringify(withoutRest(search))
  const { sort, view } = search
  return (
    <nav aria-label="Views" className={classes.views}>
      {builtIn.map(({ name, filters }) => (
        <Link
          key={name}
          to="/leads"
          search={{
            ...filters,
            sort,
            view,
            ...(isEmpty(filters) && saved?.default_view_id && { saved: 'all' }),
          }}
          replace
          className={classes.view}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={name === current?.name ? 'true' : undefined}
        >
          {name}
          <Count filters={filters} />
        </Link>
      ))}
      {lists.map(one => (
        <Link
          key={one.id}
          to="/leads"
          search={searchOf(one)}
          replace
          className={classes.view}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={one.id === open?.id ? 'true' : undefined}
          onClick={() => onLayout(layoutOf(one, layout))}
        >
          <span className={classes.name}>{one.name}</span>
          <Count filters={one.definition.filters as LeadFilters} />
        </Link>
      ))}
      {saved && (open || isNarrowed(search) || sort) && (
        <Suspense fallback={null}>
          <SavedViewDeeds
            search={search}
            onSearch={onSearch}
            layout={layout}
            view={open}
            views={views}
            defaultId={saved.default_view_id}
            isWorthSaving={!isWhole || sort !== undefined}
          />
        </Suspense>
      )}
    </nav>
  )
}

const isEmpty = (filters: LeadFilters): boolean => Object.keys(filters).length === 0

/** What narrows the list, the search text aside. */
function withoutRest({
  sort: _sort,
  view: _view,
  saved: _saved,
  q: _q,
  ...filters
}: LeadSearch): LeadFilters {
  return filters
}

function Count({ filters }: { filters: LeadFilters }) {
  const total = useQuery(leadCountsQuery(filters)).data?.total
  if (!total) return null
  return (
    <span className={classes.count}>
      {total.count.toLocaleString('en-IN')}
      {total.capped && '+'}
    </span>
  )
}

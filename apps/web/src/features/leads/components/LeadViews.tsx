import { scopeOf } from '@optimwalls/permissions'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMe } from '../../../lib/me.ts'
import { leadCountsQuery } from '../api.ts'
import type { LeadFilters, LeadSearch } from '../lead-search.ts'
import { currentView, viewsOf } from '../lead-views.ts'
import classes from './LeadViews.module.css'

/** The lists looked at most, as tabs with how many leads each holds; order and layout stay as they are. */
export function LeadViews({ search }: { search: LeadSearch }) {
  const me = useMe()
  const scope = scopeOf(me, 'CRM', 'view')
  const views = scope ? viewsOf(me.id, scope) : []
  const current = currentView(views, search)
  const { sort, view } = search
  return (
    <nav aria-label="Views" className={classes.views}>
      {views.map(({ name, filters }) => (
        <Link
          key={name}
          to="/leads"
          search={{ ...filters, sort, view }}
          replace
          className={classes.view}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={name === current?.name ? 'true' : undefined}
        >
          {name}
          <Count filters={filters} />
        </Link>
      ))}
    </nav>
  )
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

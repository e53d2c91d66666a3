import { useQuery } from '@tanstack/react-query'
import { formatMoney } from '../../../lib/format-money.ts'
import { leadCountsQuery } from '../api.ts'
import type { LeadFilters } from '../lead-search.ts'
import classes from './LeadToolbar.module.css'

/** "71 leads · ₹10.8 Cr", of all that the filters let through. */
export function LeadCountLine({ filters }: { filters: LeadFilters }) {
  const total = useQuery(leadCountsQuery(filters)).data?.total
  if (!total) return <p className={classes.count} aria-hidden />
  const count = total.count.toLocaleString('en-IN')
  return (
    <p className={classes.count} role="status">
      {total.capped ? `${count}+` : count} {total.count === 1 ? 'lead' : 'leads'}
      {total.budget_sum !== null && total.budget_sum > 0 && <span> · {formatMoney(total.budget_sum)}</span>}
    </p>
  )
}

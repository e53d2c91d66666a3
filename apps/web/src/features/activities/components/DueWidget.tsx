import { scopeOf } from '@optimwalls/permissions'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { followUpsQuery } from '../api.ts'
import { useActivityRefresh } from '../use-activity-refresh.ts'
import classes from './DueWidget.module.css'
import { FollowUpRow } from './FollowUpRow.tsx'

/** Lines of the widget: a glance, not a second page of the day. */
const LINES = 6

/** What is late or due today, the latest first: one's own, or everybody's for those who see the work of others. */
export function DueWidget() {
  const me = useMe()
  useActivityRefresh()
  const seesOthers = scopeOf(me, 'CRM', 'view') !== 'own'
  const [endOfDay] = useState(() => {
    const now = new Date()
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).toISOString()
  })
  const due = useInfiniteQuery(
    followUpsQuery({ ...(!seesOthers && { assigned_to: [me.id] }), due_to: endOfDay }),
  )
  const shown = due.data?.pages.flatMap(page => page.data).slice(0, LINES)
  return (
    <WidgetCard
      title="Due by tonight"
      more={className => (
        <Link to="/today" search={seesOthers ? { who: 'all' } : {}} className={className}>
          Open Today
        </Link>
      )}
    >
      {due.isPending && <SkeletonRows of="Due by tonight" rows={8} />}
      {due.isError && !shown && <ErrorState error={due.error} onRetry={() => void due.refetch()} level={3} />}
      {shown?.length === 0 && <p className={classes.empty}>Nothing is due any more today.</p>}
      {shown && shown.length > 0 && (
        <ul className={classes.rows}>
          {shown.map(one => (
            <FollowUpRow key={one.id} followUp={one} showsPerson={seesOthers} />
          ))}
        </ul>
      )}
    </WidgetCard>
  )
}

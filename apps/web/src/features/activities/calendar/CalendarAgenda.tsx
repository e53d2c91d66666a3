import { formatDay } from '../../../lib/format-time.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import type { FollowUp } from '../activity.ts'
import { FollowUpRow } from '../components/FollowUpRow.tsx'
import { groupByDay } from './CalendarHours.tsx'
import classes from './CalendarPage.module.css'

export interface CalendarAgendaProps {
  followUps: readonly FollowUp[]
  showsPerson: boolean
}

/** The same as a list, day by day: what fits a phone. What is done is left out. */
export function CalendarAgenda({ followUps, showsPerson }: CalendarAgendaProps) {
  const open = followUps.filter(one => one.done_at === null)
  if (open.length === 0)
    return (
      <EmptyState title="Nothing is planned here" drawing="lamp">
        Plan the next step with each lead and it stands here when its time comes.
      </EmptyState>
    )
  return (
    <div className={classes.agenda}>
      {[...groupByDay(open)].map(([day, ones]) => (
        <section key={day} aria-label={formatDay(day)}>
          <h2>{formatDay(day)}</h2>
          <ul>
            {ones.map(one => (
              <FollowUpRow key={one.id} followUp={one} showsPerson={showsPerson} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

import { ActionIcon, Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { scopeOf } from '@optimwalls/permissions'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { formatClock } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import type { FollowUp } from '../activity.ts'
import { WhoChoice } from '../components/WhoChoice.tsx'
import { readWho } from '../today-search.ts'
import { useActivityRefresh } from '../use-activity-refresh.ts'
import { CalendarAgenda } from './CalendarAgenda.tsx'
import { CalendarHours } from './CalendarHours.tsx'
import { CalendarMonth } from './CalendarMonth.tsx'
import classes from './CalendarPage.module.css'
import { type CalendarView, daysOf, dayText, readDay, spanWords, startOfDay, turn } from './calendar-days.ts'
import type { CalendarSearch } from './calendar-search.ts'
import { useCalendar } from './use-calendar.ts'

export interface CalendarPageProps {
  search: CalendarSearch
  onSearch: (search: CalendarSearch) => void
}

const VIEWS: readonly { value: CalendarView; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
]

const ICON = { size: 18, stroke: 1.75, 'aria-hidden': true } as const

/** Follow-ups by day, week and month, one's own or a team's; as a list on a phone. */
export function CalendarPage({ search, onSearch }: CalendarPageProps) {
  const me = useMe()
  useActivityRefresh()
  const isPhone = useMediaQuery('(max-width: 639px)', undefined, { getInitialValueInEffect: false })
  const view = search.view ?? 'week'
  const [today] = useState(() => startOfDay(new Date()))
  const day = useMemo(() => (search.day ? readDay(search.day) : null) ?? today, [search.day, today])
  const days = useMemo(() => daysOf(view, day), [view, day])
  const whose = readWho(search.who, me.id)
  const isMine = whose.team_id === undefined && whose.assigned_to?.[0] === me.id
  const scope = scopeOf(me, 'CRM', 'view')
  const seesOthers = scope === 'team' || scope === 'all'
  const calendar = useCalendar(whose, days)
  const [said, setSaid] = useState('')
  const goTo = (to: Date, into: CalendarView = view) =>
    onSearch({ ...search, view: into, day: dayText(to) === dayText(today) ? undefined : dayText(to) })
  const { move } = calendar
  const onMove = useCallback(
    (followUp: FollowUp, at: Date) => {
      move(followUp, at)
      const on = at.toLocaleDateString('en-IN', { weekday: 'long', day: 'numeric', month: 'long' })
      setSaid(`${followUp.lead.name}: ${on}, ${formatClock(at)}`)
    },
    [move],
  )
  const shown = {
    followUps: calendar.data?.data ?? [],
    showsPerson: !isMine,
    onMove,
    onDay: (to: Date) => goTo(to, 'day'),
  }

  return (
    <div className={classes.page}>
      <div className={classes.bar}>
        <Button size="sm" onClick={() => goTo(today)}>
          Today
        </Button>
        <div className={classes.turn}>
          <ActionIcon
            variant="subtle"
            aria-label={`The ${view} before`}
            onClick={() => goTo(turn(view, day, -1))}
          >
            <IconChevronLeft {...ICON} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={`The next ${view}`}
            onClick={() => goTo(turn(view, day, 1))}
          >
            <IconChevronRight {...ICON} />
          </ActionIcon>
        </div>
        <p className={classes.span} aria-live="polite">
          {spanWords(view, day)}
        </p>
        <div className={classes.right}>
          <WhoChoice who={search.who} onWho={who => onSearch({ ...search, who })} />
          <ViewSwitch label="How much" value={view} options={VIEWS} onChange={value => goTo(day, value)} />
        </div>
      </div>
      {isMine && seesOthers && calendar.data?.data.length === 0 && (
        <p className={classes.hint}>
          Nothing of yours here.{' '}
          <button type="button" onClick={() => onSearch({ ...search, who: 'all' })}>
            Show everybody's
          </button>
        </p>
      )}
      {calendar.data?.isCut && (
        <p className={classes.note} role="status">
          Only the first 1,000 are shown. Choose a person, a team or fewer days to see all.
        </p>
      )}
      {calendar.isError && !calendar.data ? (
        <ErrorState error={calendar.error} onRetry={() => void calendar.refetch()} />
      ) : calendar.isPending ? (
        <SkeletonRows of="the calendar" />
      ) : isPhone ? (
        <CalendarAgenda {...shown} />
      ) : view === 'month' ? (
        <CalendarMonth days={days} month={day} {...shown} />
      ) : (
        <CalendarHours days={days} {...shown} />
      )}
      {scope !== null && (
        <p className={classes.foot}>
          <Link to="/settings/notifications" hash="calendar-link">
            Your follow-ups in another calendar
          </Link>
        </p>
      )}
      <p className={classes.said} aria-live="assertive">
        {said}
      </p>
    </div>
  )
}

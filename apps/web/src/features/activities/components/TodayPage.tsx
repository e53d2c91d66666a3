import { Button } from '@mantine/core'
import { scopeOf } from '@optimwalls/permissions'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { PageBody } from '../../../ui/PageBody.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import type { FollowUp } from '../activity.ts'
import { type FollowUpFilter, followUpCountsQuery, followUpsQuery } from '../api.ts'
import { readWho, type TodaySearch, type TodayView } from '../today-search.ts'
import { useActivityRefresh } from '../use-activity-refresh.ts'
import { useWaitingLeads } from '../waiting-leads.ts'
import { FollowUpRow } from './FollowUpRow.tsx'
import classes from './TodayPage.module.css'
import { WaitingSection } from './WaitingSection.tsx'
import { WhoChoice } from './WhoChoice.tsx'

export interface TodayPageProps {
  search: TodaySearch
  onSearch: (search: TodaySearch) => void
  /** What else is to be done with the lead of a follow-up. */
  next: (lead: Pick<FollowUp['lead'], 'id' | 'name' | 'phone'>) => ReactNode
}

/** The server counts no further. */
const MOST_COUNTED = 200

const VIEWS: readonly { value: TodayView; label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'upcoming', label: 'Upcoming' },
]

/** What is to be done: late first, then the rest of the day; or all that is late, or what comes later. */
export function TodayPage({ search, onSearch, next }: TodayPageProps) {
  const me = useMe()
  useActivityRefresh()
  const whose = readWho(search.who, me.id)
  const view = search.view ?? 'today'
  const counts = useQuery(followUpCountsQuery(whose)).data
  const seesLeads = useCan()('CRM', 'view')
  const waiting = useWaitingLeads(whose, seesLeads && view === 'today')
  const isMine = whose.team_id === undefined && whose.assigned_to?.[0] === me.id
  // Fixed while the page stands, so that the lists keep their keys; live changes ask again anyway.
  const [now] = useState(() => new Date())
  const endOfDay = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).toISOString()
  const nowText = now.toISOString()
  const lists: { title: string; filter: FollowUpFilter; count: number | undefined; isLate?: boolean }[] = {
    today: [
      { title: 'Overdue', filter: { ...whose, due_to: nowText }, count: counts?.overdue, isLate: true },
      { title: 'Next', filter: { ...whose, due_from: nowText, due_to: endOfDay }, count: counts?.today },
    ],
    overdue: [
      { title: 'Overdue', filter: { ...whose, due_to: nowText }, count: counts?.overdue, isLate: true },
    ],
    upcoming: [{ title: 'After today', filter: { ...whose, due_from: endOfDay }, count: counts?.upcoming }],
  }[view]

  return (
    <PageBody>
      <div className={classes.bar}>
        <ViewSwitch
          label="Which follow-ups"
          value={view}
          options={VIEWS}
          onChange={value => onSearch({ ...search, view: value })}
        />
        <WhoChoice who={search.who} onWho={who => onSearch({ ...search, who })} />
        {counts && counts.done_today > 0 && <p className={classes.done}>{counts.done_today} done today</p>}
      </div>
      <WaitingSection leads={waiting} showsPerson={!isMine} next={next} />
      {counts && isEmpty(view, counts)
        ? waiting.length === 0 && (
            <NothingToDo
              view={view}
              isMine={isMine}
              onEverybody={() => onSearch({ ...search, who: 'all' })}
            />
          )
        : lists.map(({ title, filter, count, isLate }) =>
            count === 0 ? null : (
              <FollowUpSection
                key={title}
                title={title}
                filter={filter}
                count={count}
                isLate={isLate ?? false}
                isByDay={view === 'upcoming'}
                showsPerson={!isMine}
                next={next}
              />
            ),
          )}
    </PageBody>
  )
}

const isEmpty = (view: TodayView, counts: { overdue: number; today: number; upcoming: number }) =>
  view === 'today' ? counts.overdue + counts.today === 0 : counts[view] === 0

interface SectionProps {
  title: string
  filter: FollowUpFilter
  count: number | undefined
  isLate: boolean
  isByDay: boolean
  showsPerson: boolean
  next: TodayPageProps['next']
}

function FollowUpSection({ title, filter, count, isLate, isByDay, showsPerson, next }: SectionProps) {
  const headingId = useId()
  const pages = useInfiniteQuery(followUpsQuery(filter))
  const followUps = pages.data?.pages.flatMap(page => page.data) ?? []
  // Of several with one lead the first says what else there is to do.
  const firstOf = new Map(followUps.map(one => [one.lead.id, one.id] as const).reverse())
  return (
    <section aria-labelledby={headingId} className={classes.section}>
      <header className={classes.head} data-late={isLate || undefined}>
        <h2 id={headingId}>{title}</h2>
        <span>{count === undefined ? '' : count >= MOST_COUNTED ? `${MOST_COUNTED}+` : count}</span>
      </header>
      {pages.isPending && <SkeletonRows of={title} rows={4} />}
      {pages.isError && !pages.data && (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} level={3} />
      )}
      {(isByDay ? byDay(followUps) : [['', followUps] as const]).map(([day, ones]) => (
        <div key={day}>
          {day && <h3 className={classes.day}>{day}</h3>}
          <ul>
            {ones.map(one => (
              <FollowUpRow
                key={one.id}
                followUp={one}
                showsPerson={showsPerson}
                next={firstOf.get(one.lead.id) === one.id && next(one.lead)}
              />
            ))}
          </ul>
        </div>
      ))}
      {pages.hasNextPage && (
        <Button size="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  )
}

function byDay(followUps: readonly FollowUp[]): [string, FollowUp[]][] {
  const days = new Map<string, FollowUp[]>()
  for (const one of followUps) {
    const day = formatDay(one.due_at)
    const there = days.get(day)
    if (there) there.push(one)
    else days.set(day, [one])
  }
  return [...days]
}

interface NothingToDoProps {
  view: TodayView
  isMine: boolean
  onEverybody: () => void
}

function NothingToDo({ view, isMine, onEverybody }: NothingToDoProps) {
  const scope = scopeOf(useMe(), 'CRM', 'view')
  const seesOthers = scope !== null && scope !== 'own'
  const words = {
    today: isMine ? 'Nothing left for today' : 'Nothing left for today here',
    overdue: 'Nothing is overdue',
    upcoming: 'Nothing is planned after today',
  }[view]
  return (
    <EmptyState
      title={words}
      drawing="lamp"
      actions={
        <>
          {isMine && seesOthers && <Button onClick={onEverybody}>Show everybody's</Button>}
          <Button component={Link} to={scope === null ? '/clients' : '/leads'}>
            {scope === null ? 'Show clients' : 'Show leads'}
          </Button>
        </>
      }
    >
      {scope === null
        ? 'What is planned for you with a client stands here when its time comes.'
        : 'Plan the next step with each lead and it stands here when its time comes.'}
    </EmptyState>
  )
}

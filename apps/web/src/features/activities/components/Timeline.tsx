import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDay, formatWhen } from '../../../lib/format-time.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { TIMELINE_FILTERS, type TimelineEntry } from '../activity.ts'
import { timelineQuery } from '../api.ts'
import { activitySentence, planSentence, type TimelineSentence } from '../timeline-sentence.ts'
import classes from './Timeline.module.css'
import { TimelineLine } from './TimelineLine.tsx'

export interface TimelineProps {
  leadId: number
  /** Words for the events of the lead itself; nothing for what another event tells already. */
  tell: (entry: TimelineEntry) => TimelineSentence | null
}

/** What happened with the lead, by day, newest first. */
export function Timeline({ leadId, tell }: TimelineProps) {
  const [filter, setFilter] = useState(TIMELINE_FILTERS[0])
  const kinds = filter?.kinds ?? []
  const pages = useInfiniteQuery(timelineQuery(leadId, kinds))
  const told = (pages.data?.pages ?? [])
    .flatMap(page => page.data)
    .flatMap(entry => {
      const sentence = entry.activity
        ? activitySentence(entry.activity)
        : (planSentence(entry) ?? tell(entry))
      return sentence ? [{ entry, sentence }] : []
    })
  return (
    <section aria-label="Timeline" className={classes.timeline} aria-busy={pages.isPlaceholderData}>
      <header className={classes.head}>
        <h2 className={classes.title}>Timeline</h2>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="sm"
              variant="subtle"
              rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
              aria-label={`Show: ${filter?.label}`}
            >
              {filter?.label}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {TIMELINE_FILTERS.map(one => (
              <Menu.Item key={one.label} onClick={() => setFilter(one)}>
                {one.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </header>
      {pages.isPending && [70, 55, 62].map(width => <SkeletonLine key={width} width={`${width}%`} />)}
      {pages.isError && !pages.isFetchNextPageError && (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} level={3} />
      )}
      {pages.isSuccess && told.length === 0 && !pages.hasNextPage && (
        <p className={classes.none}>
          {kinds.length === 0
            ? 'Nothing has happened yet. Log the first call above.'
            : 'None of these so far.'}
        </p>
      )}
      {byDay(told).map(([day, lines]) => (
        <div key={day}>
          <h3 className={classes.day}>{day}</h3>
          <ol>
            {lines.map(({ entry, sentence }) => (
              <TimelineLine key={entry.id} leadId={leadId} entry={entry} sentence={sentence} />
            ))}
          </ol>
        </div>
      ))}
      {pages.hasNextPage && (
        <div className={classes.more}>
          <Button size="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Load earlier
          </Button>
          {pages.isFetchNextPageError && <span role="alert">This did not come: {pages.error?.message}</span>}
        </div>
      )}
    </section>
  )
}

type Told = { entry: TimelineEntry; sentence: TimelineSentence }

function byDay(lines: readonly Told[]): [string, Told[]][] {
  const days = new Map<string, Told[]>()
  for (const line of lines) {
    const day = dayOf(line.entry.at)
    const there = days.get(day)
    if (there) there.push(line)
    else days.set(day, [line])
  }
  return [...days]
}

function dayOf(at: string): string {
  const [word] = formatWhen(at).split(' ')
  return word === 'Today' || word === 'Yesterday' ? word : formatDay(at)
}

import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { formatDay, formatWhen } from '../../../lib/format-time.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { leadHistoryQuery } from '../api.ts'
import { historySentence } from '../history-sentence.ts'
import type { HistoryEntry } from '../lead.ts'
import { useNames } from '../use-names.ts'
import classes from './LeadHistory.module.css'

/** What happened to the lead, by day, newest first. */
export function LeadHistory({ id }: { id: number }) {
  const history = useInfiniteQuery(leadHistoryQuery(id))
  const names = useNames()
  const told = (history.data?.pages ?? [])
    .flatMap(page => page.data)
    .flatMap(entry => {
      const sentence = historySentence(entry, names)
      return sentence ? [{ entry, sentence }] : []
    })
  return (
    <section aria-label="History" className={classes.history}>
      <h2 className={classes.title}>History</h2>
      {history.isPending && [70, 55, 62].map(width => <SkeletonLine key={width} width={`${width}%`} />)}
      {history.isError && !history.isFetchNextPageError && (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} level={3} />
      )}
      {history.isSuccess && told.length === 0 && <p className={classes.none}>Nothing has happened yet.</p>}
      {byDay(told).map(([day, lines]) => (
        <div key={day}>
          <h3 className={classes.day}>{day}</h3>
          <ol>
            {lines.map(({ entry, sentence }) => (
              <li key={entry.id} className={classes.line}>
                <span className={classes.dot} aria-hidden />
                <span className={classes.say}>
                  {sentence.who && <b>{sentence.who} </b>}
                  {sentence.what}
                  {sentence.was && <span className={classes.was}> {sentence.was}</span>}
                </span>
                <span className={classes.time}>
                  <When at={entry.at} />
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
      {history.hasNextPage && (
        <div className={classes.more}>
          <Button size="sm" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            Show earlier
          </Button>
          {history.isFetchNextPageError && (
            <span role="alert">This did not come: {history.error?.message}</span>
          )}
        </div>
      )}
    </section>
  )
}

function byDay<T extends { entry: HistoryEntry }>(lines: T[]): [string, T[]][] {
  const days = new Map<string, T[]>()
  for (const line of lines) {
    const day = dayOf(line.entry.at)
    days.set(day, [...(days.get(day) ?? []), line])
  }
  return [...days]
}

function dayOf(at: string): string {
  const [word] = formatWhen(at).split(' ')
  return word === 'Today' || word === 'Yesterday' ? word : formatDay(at)
}

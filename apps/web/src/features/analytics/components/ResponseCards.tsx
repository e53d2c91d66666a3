import { NativeSelect } from '@mantine/core'
import { PARTS, type Part, REPORTS } from '@optimwalls/contract/reports'
import { type ReportSearch, sayPart } from '../report-search.ts'
import { ReportCard } from './ReportCard.tsx'
import classes from './ReportsPage.module.css'

export interface ResponseCardsProps {
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
  now: Date
}

const CHOICES = REPORTS['response-times'].parts
  .filter(part => part !== 'arrival')
  .map(part => ({ value: part, label: sayPart(part) }))

/** First responses by hour of the week, and below by source, person or team: who is chosen there narrows both. */
export function ResponseCards({ search, onSearch, now }: ResponseCardsProps) {
  const by = search.by ?? 'source'
  return (
    <div className={classes.cards}>
      <ReportCard
        search={{ ...search, by: undefined }}
        onSearch={next => onSearch({ ...next, by: search.by })}
        now={now}
      />
      <ReportCard
        label={`Response times by ${PARTS[by].toLowerCase()}`}
        search={{ ...search, by }}
        onSearch={onSearch}
        now={now}
        choice={
          <NativeSelect
            size="sm"
            aria-label="Parted by"
            value={by}
            data={CHOICES}
            onChange={event => onSearch({ ...search, by: event.currentTarget.value as Part })}
          />
        }
      />
    </div>
  )
}

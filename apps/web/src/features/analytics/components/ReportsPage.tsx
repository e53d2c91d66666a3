import { NativeSelect } from '@mantine/core'
import { type Part, REPORT_NAMES, REPORTS } from '@optimwalls/contract/reports'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { PageBody } from '../../../ui/PageBody.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { reportPipelinesQuery } from '../api.ts'
import {
  type ReportSearch,
  rangesOf,
  readReportSearch,
  SPANS,
  type Span,
  sayPart,
  takesTwo,
} from '../report-search.ts'
import { useFreshFigures } from '../use-fresh-figures.ts'
import { ComparisonChoice } from './ComparisonChoice.tsx'
import { DaysField } from './DaysField.tsx'
import { FilterBar } from './FilterBar.tsx'
import { ReportCard } from './ReportCard.tsx'
import classes from './ReportsPage.module.css'
import { ResponseCards } from './ResponseCards.tsx'

export interface ReportsPageProps {
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
}

const SPAN_OPTIONS = (Object.keys(SPANS) as Span[]).map(value => ({ value, label: SPANS[value] }))

/** Reports of the leads that came in a range of days, within the reach of whoever looks. */
export function ReportsPage({ search, onSearch }: ReportsPageProps) {
  const [now] = useState(() => new Date())
  useFreshFigures()
  const name = search.report ?? 'conversions'
  const { parts } = REPORTS[name]
  const { range, compared } = rangesOf(search, now)
  const tabs = useRef<HTMLElement>(null)
  // On a phone the row of reports is wider than the page: the one that is open is brought into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each report has its own place in the row
  useEffect(() => {
    const tab = tabs.current?.querySelector<HTMLElement>('[aria-current="page"]')
    if (tab)
      tabs.current?.scrollTo({ left: tab.offsetLeft - (tabs.current.clientWidth - tab.offsetWidth) / 2 })
  }, [name])

  return (
    <PageBody>
      <nav ref={tabs} aria-label="Reports" className={classes.tabs}>
        {REPORT_NAMES.map(one => (
          <Link
            key={one}
            to="/reports"
            search={readReportSearch({ ...search, report: one })}
            className={classes.tab}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={one === name ? 'page' : undefined}
          >
            {REPORTS[one].label}
          </Link>
        ))}
      </nav>
      <div className={classes.bar}>
        <ViewSwitch
          label="Range"
          value={search.from ? ('own' as Span) : (search.span ?? '12m')}
          options={SPAN_OPTIONS}
          onChange={span => onSearch({ ...search, span, from: undefined, to: undefined })}
        />
        <DaysField
          days={range}
          labels={['First day', 'Last day']}
          onDays={days => onSearch({ ...search, ...days })}
        />
        {parts.length > 1 && name !== 'response-times' && (
          <NativeSelect
            size="sm"
            aria-label="Parted by"
            value={search.by ?? parts[0]}
            data={parts.map(part => ({ value: part, label: sayPart(part) }))}
            onChange={event => onSearch({ ...search, by: event.currentTarget.value as Part })}
          />
        )}
        {takesTwo(name) && (
          <NativeSelect
            size="sm"
            aria-label="And by"
            value={search.and ?? ''}
            data={[
              { value: '', label: 'Not parted further' },
              ...parts
                .filter(part => part !== (search.by ?? parts[0]))
                .map(part => ({ value: part, label: `and ${sayPart(part).toLowerCase()}` })),
            ]}
            onChange={event =>
              onSearch({ ...search, and: (event.currentTarget.value || undefined) as Part | undefined })
            }
          />
        )}
        {name === 'funnel' && <PipelineChoice search={search} onSearch={onSearch} />}
      </div>
      <FilterBar search={search} onSearch={onSearch} range={range}>
        <ComparisonChoice search={search} onSearch={onSearch} compared={compared} range={range} />
      </FilterBar>
      {name === 'response-times' ? (
        <ResponseCards search={search} onSearch={onSearch} now={now} />
      ) : (
        <ReportCard search={search} onSearch={onSearch} now={now} />
      )}
    </PageBody>
  )
}

function PipelineChoice({ search, onSearch }: ReportsPageProps) {
  const pipelines = useQuery(reportPipelinesQuery).data ?? []
  return (
    <NativeSelect
      size="sm"
      aria-label="Pipeline"
      value={String(search.pipeline ?? '')}
      data={[
        { value: '', label: 'Fullest pipeline' },
        ...pipelines.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={event => onSearch({ ...search, pipeline: Number(event.currentTarget.value) || undefined })}
    />
  )
}

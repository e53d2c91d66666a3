import { Button } from '@mantine/core'
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { reportQuery } from '../api.ts'
import type { ReportSearch } from '../report-search.ts'
import { csvOf, viewOf } from '../report-view.ts'
import { PARTS, REPORTS } from '../reports.ts'
import classes from './ReportCard.module.css'
import { ReportDrawing } from './ReportDrawing.tsx'
import { ReportTable } from './ReportTable.tsx'
import { ReportTiles } from './ReportTiles.tsx'

export interface ReportCardProps {
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
  now: Date
}

/** One report: its figures, its drawing or table, and one sentence that tells it. */
export function ReportCard({ search, onSearch, now }: ReportCardProps) {
  const can = useCan()
  const name = search.report ?? 'conversions'
  const kind = REPORTS[name]
  const { data, error, refetch } = useQuery(reportQuery(search, now))
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of={kind.label} rows={8} />
  const view = viewOf(name, kind, data)
  const part = search.by ?? kind.parts[0]
  const first = part ? PARTS[part] : name === 'funnel' ? 'Stage' : 'Hour'
  if (view.rows.length === 0)
    return (
      <EmptyState title="No leads came in these days">
        Choose a longer range, or wait for the first lead.
      </EmptyState>
    )
  return (
    <div className={classes.report}>
      {name !== 'funnel' && <ReportTiles view={view} />}
      <section className={classes.card} aria-label={kind.label}>
        <header className={classes.head}>
          <div>
            <h2 className={classes.title}>{kind.about}</h2>
            <p className={classes.summary}>{view.summary}</p>
          </div>
          <div className={classes.deeds}>
            {can('Analytics', 'export') && (
              <Button
                size="sm"
                variant="default"
                leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
                onClick={() => saveCsv(csvOf(view, first), `${name} ${data.range.from} ${data.range.to}.csv`)}
              >
                CSV
              </Button>
            )}
            <ViewSwitch
              label="Shown as"
              value={search.as ?? 'chart'}
              onChange={as => onSearch({ ...search, as: as === 'table' ? 'table' : undefined })}
              options={[
                { value: 'chart', label: 'Chart', icon: <IconChartBar size={16} stroke={1.75} /> },
                { value: 'table', label: 'Table', icon: <IconTable size={16} stroke={1.75} /> },
              ]}
            />
          </div>
        </header>
        {search.as === 'table' ? (
          <ReportTable view={view} first={first} caption={kind.about} withTotal={name !== 'funnel'} />
        ) : (
          <ReportDrawing search={search} view={view} />
        )}
      </section>
    </div>
  )
}

/** Hands a file to the browser to keep. */
function saveCsv(text: string, name: string): void {
  // Excel takes a file for UTF-8 by its mark alone.
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { headColumns, kindOf, viewOf } from '@optimwalls/contract/reports'
import { IconChartBar, IconMail, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode } from 'react'
import { useCan } from '../../../lib/can.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { notePicture, reportFile, reportQuery } from '../api.ts'
import { without } from '../chart-model.ts'
import { chartOf } from '../chart-of.ts'
import { filtersOf, type ReportSearch, sayRange } from '../report-search.ts'
import { saveFile } from '../save-file.ts'
import { usePrinting } from '../use-printing.ts'
import { offOf, useSeriesOff } from '../use-series-off.ts'
import { MOST_BARS } from './BarChart.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import classes from './ReportCard.module.css'
import { ReportDrawing } from './ReportDrawing.tsx'
import { ReportTable } from './ReportTable.tsx'
import { ReportTiles } from './ReportTiles.tsx'

const MailDialog = lazy(() => import('./MailDialog.tsx').then(part => ({ default: part.MailDialog })))

export interface ReportCardProps {
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
  now: Date
  /** What it is called, where the report of the page has several cards. */
  label?: string
  /** Stands before what is done with it. */
  choice?: ReactNode
}

/** One report: its figures, its drawing or table, and one sentence that tells it. */
export function ReportCard({ search, onSearch, now, label, choice }: ReportCardProps) {
  const can = useCan()
  const isPrinting = usePrinting()
  const { off, onToggle } = useSeriesOff()
  const [isMailOpen, mail] = useDisclosure(false)
  const name = search.report ?? 'conversions'
  const kind = kindOf(name, search.by)
  const isSecond = label !== undefined
  const { data, error, refetch } = useQuery(reportQuery(search, now))
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of={kind.label} rows={8} />
  const view = viewOf(name, kind, data)
  const by = search.by ?? kind.parts[0]
  const first = headColumns(name, [by ?? [], search.and ?? []].flat()).join(', ')
  const chart = chartOf(search, view, data.currency ?? 'INR')
  if (view.rows.length === 0 && isSecond) return null
  if (view.rows.length === 0 && Object.keys(filtersOf(search)).length > 0)
    return (
      <EmptyState title="No leads of these days fit the filters">
        Take a filter away, or choose a longer range.
      </EmptyState>
    )
  if (view.rows.length === 0)
    return (
      <EmptyState title="No leads came in these days">
        Choose a longer range, or wait for the first lead.
      </EmptyState>
    )
  const isTable = search.as === 'table'
  const about = sayRange(data.range, data.compared)
  const fileName = `${name} ${data.range.from} ${data.range.to}`

  async function savePicture() {
    const { chartPng } = await import('../picture/chart-picture.ts')
    await notePicture(name)
    const { shape, model, sayTotal } = chart
    const shown = without(model, offOf(model.series, off))
    const rows = shape === 'lines' ? shown.rows : shown.rows.slice(0, MOST_BARS)
    const title = `${kind.label}: ${kind.about}`
    saveFile(
      await chartPng({ name, kind, title, about, view, model: { ...shown, rows }, shape, sayTotal }),
      `${fileName}.png`,
    )
  }

  return (
    <div className={classes.report}>
      {!isSecond && (
        <>
          <p className={classes.printed}>
            {kind.label}, {about}
          </p>
          <ReportTiles view={view} only={kind.tiles} />
        </>
      )}
      <section className={classes.card} aria-label={label ?? kind.label}>
        <header className={classes.head}>
          <div>
            <h2 className={classes.title}>{kind.about}</h2>
            <p className={classes.summary}>{view.summary}</p>
          </div>
          <div className={classes.deeds}>
            {choice}
            <ExportMenu
              onFile={
                can('Analytics', 'export')
                  ? async format => saveFile(await reportFile(search, now, format), `${fileName}.${format}`)
                  : null
              }
              onPicture={can('Analytics', 'export') && !isTable ? savePicture : null}
            />
            <Button
              size="sm"
              variant="default"
              aria-haspopup="dialog"
              leftSection={<IconMail size={16} stroke={1.75} aria-hidden />}
              onClick={mail.open}
            >
              Weekly mail
            </Button>
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
        {!isTable && (
          <ReportDrawing {...{ search, view, chart, onSearch, off, onToggle }} range={data.range} />
        )}
        {/* On paper as well, but where the drawing has each figure already; always where bars tell the waits alone. */}
        {(isTable || isSecond || (isPrinting && !kind.isByHour)) && (
          <ReportTable view={view} first={first} caption={kind.about} withTotal={name !== 'funnel'} />
        )}
        {view.columns.some(column => column.isOfDeeds) && (
          <p className={classes.note}>
            What was done is counted each time; the list behind it has each lead once.
          </p>
        )}
      </section>
      <OnceOpened isOpen={isMailOpen}>
        <MailDialog isOpen={isMailOpen} onClose={mail.close} search={search} now={now} />
      </OnceOpened>
    </div>
  )
}

import { figureOf, type Leads, type ReportAnswer } from './report-answer.ts'
import type { Column, ReportKind, ReportName } from './report-kinds.ts'
import { sayFigure, sayPeriod } from './say-figure.ts'

export interface Figure {
  value: number | null
  text: string
  /** That of the range it is compared with; null where there is none. */
  before: string | null
  /** The same as a number. */
  valueBefore: number | null
  /** The leads that it counts; null where it opens none. */
  leads: Leads | null
}

export interface ReportRow {
  key: string
  label: string
  /** The value of each dimension, with what it is called. */
  parts: readonly { value: string | null; label: string }[]
  /** In the order of the columns. */
  figures: readonly Figure[]
}

/** A report as it is drawn, told, shown as a table and written to a file. */
export interface ReportView {
  columns: readonly Column[]
  total: ReportRow
  rows: readonly ReportRow[]
  /** One sentence for those who do not see the drawing, and for all others. */
  summary: string
}

/** Makes the view of an answer. Columns that nobody has a figure for are left out. */
export function viewOf(name: ReportName, kind: ReportKind, report: ReportAnswer): ReportView {
  const currency = report.currency ?? 'INR'
  const rowsRead = [report.total, ...report.groups]
  const columns = kind.columns.filter(
    column =>
      (column.kind !== 'money' && !column.isSpare) ||
      rowsRead.some(row => figureOf(row, column.name) !== null),
  )
  const figuresOf = (row: ReportAnswer['total'], leadsOf: (column: Column) => Leads | null): Figure[] =>
    columns.map(column => ({
      value: figureOf(row, column.name),
      text: sayFigure(figureOf(row, column.name), column.kind, currency),
      before: row.previous && sayFigure(figureOf(row.previous, column.name), column.kind, currency),
      valueBefore: row.previous && figureOf(row.previous, column.name),
      leads: leadsOf(column),
    }))
  const leadsOf = (row: { leads?: Leads; deeds?: Leads }) => (column: Column) => {
    const leads = column.isOfDeeds ? (row.deeds ?? row.leads) : row.leads
    return leads && column.opens ? { ...leads, ...column.opens } : null
  }
  const groups = kind.isByHour ? report.groups.toSorted(byHour) : report.groups
  const rows = groups.map((group): ReportRow => {
    if (group.stage) {
      const { id } = group.stage
      return {
        key: String(id),
        label: group.stage.name,
        parts: [{ value: String(id), label: group.stage.name }],
        figures: figuresOf(group, column =>
          group.leads && column.kind === 'count' ? { ...group.leads, passage: `${column.name}-${id}` } : null,
        ),
      }
    }
    const parts = (group.keys ?? []).map(key => ({ value: key.value, label: sayPeriod(key.label) }))
    return {
      label: parts.map(part => part.label).join(', '),
      parts,
      key: group.keys?.map(key => key.value ?? '').join(' ') ?? '',
      figures: figuresOf(group, leadsOf(group)),
    }
  })
  const total: ReportRow = {
    key: 'total',
    label: 'All',
    parts: [],
    figures: figuresOf(report.total, leadsOf(report.total)),
  }
  return { columns, total, rows, summary: summaryOf(name, kind, { columns, total, rows }, report) }
}

/** Monday first, and each day from its first hour on: the value of a group is `1-9`. */
function byHour(...groups: [ReportAnswer['groups'][number], ReportAnswer['groups'][number]]): number {
  const [a = 0, b = 0] = groups.map(({ keys }) => {
    const [day = 0, hour = 0] = (keys?.[0]?.value ?? '').split('-').map(Number)
    return day * 24 + hour
  })
  return a - b
}

function summaryOf(
  name: ReportName,
  kind: ReportKind,
  { columns, total, rows }: Omit<ReportView, 'summary'>,
  report: ReportAnswer,
): string {
  const place = columns.findIndex(column => column.name === kind.drawn.whole)
  const told = (row: ReportRow) => row.figures[place]?.text ?? '—'
  const most = rows.reduce<ReportRow | undefined>(
    (best, row) => ((row.figures[place]?.value ?? -1) > (best?.figures[place]?.value ?? -1) ? row : best),
    undefined,
  )
  if (!most) return 'No leads came in these days.'
  if (name === 'funnel') {
    const [first, last] = [rows[0], rows.at(-1)]
    return first && last
      ? `${report.pipeline?.name}: ${told(first)} leads were in ${first.label}, ${told(last)} in ${last.label}.`
      : ''
  }
  if (kind.isByHour)
    return `Half of the leads were answered within ${told(total)} of work. Slowest: ${most.label} (${told(most)}).`
  if (name === 'response-times') return saySources(columns, total, rows)
  const { kind: isOf, label = '' } = columns[place] ?? {}
  const all =
    isOf === 'count' ? `${told(total)} ${label.toLowerCase()} in all` : `${label}: ${told(total)} in all`
  const where = PERIOD.test(most.parts[0]?.value ?? '') ? 'Most in' : 'Most:'
  const pace = report.velocity
    ? ` At their usual pace they bring ${sayFigure(report.velocity, 'money', report.currency ?? 'INR')} a day.`
    : ''
  const spend = total.figures[columns.findIndex(one => one.name === 'spend')]
  const cost = spend?.value ? ` Campaigns cost ${spend.text}.` : ''
  return `${all}. ${where} ${most.label.replace(': ', ', ')} (${told(most)}).${cost}${pace}`
}

/** "48% of all leads were answered in time. Slowest: Website (median 20 min)." */
function saySources(columns: readonly Column[], total: ReportRow, rows: readonly ReportRow[]): string {
  const of = (row: ReportRow, name: string) => row.figures[columns.findIndex(column => column.name === name)]
  const median = (row: ReportRow) => of(row, 'response_median')?.value ?? -1
  const [slowest] = rows.toSorted((a, b) => median(b) - median(a))
  const share = `${of(total, 'in_time_rate')?.text ?? '0%'} of all leads were answered in time.`
  return slowest && median(slowest) >= 0
    ? `${share} Slowest: ${slowest.label} (median ${of(slowest, 'response_median')?.text}).`
    : share
}

const PERIOD = /^\d{4}-\d{2}-\d{2}$/

import type { FigureKind, ReportName, ReportView } from '@optimwalls/contract/reports'
import { csvCell } from '../../../platform/http/csv-cell.ts'
import { type SheetColumn, WorkbookWriter } from '../../../platform/spreadsheet/workbook.ts'

/** A report as it is written to a file. */
export interface ReportTable {
  report: ReportName
  /** What the rows are: "Source". */
  first: string
  view: ReportView
  /** First and last day, as the API has them. */
  range: { from: string; to: string }
  /** What it is of, line by line: range, filters, who took it out. */
  about: readonly (readonly [label: string, text: string])[]
  currency: string
}

/** Units stand in the titles: the cells hold plain numbers. */
function titleOf({ label, kind }: { label: string; kind: FigureKind }, currency: string): string {
  if (kind === 'money') return `${label} (${currency})`
  if (kind === 'minutes') return `${label} (min)`
  return kind === 'days' ? `${label} (days)` : label
}

/** The funnel has no sum of its stages. */
const rowsOf = ({ report, view }: ReportTable) =>
  report === 'funnel' ? view.rows : [...view.rows, view.total]

/** With a byte order mark, so that spreadsheets read UTF-8; a cell that one would take for a formula is plain text. */
export function reportCsv(table: ReportTable): Buffer {
  const { view, first, currency } = table
  const lines = [
    [first, ...view.columns.map(column => titleOf(column, currency))],
    ...rowsOf(table).map(row => [row.label, ...row.figures.map(figure => figure.value)]),
  ]
  return Buffer.from(`\uFEFF${lines.map(line => `${line.map(csvCell).join(',')}\r\n`).join('')}`)
}

/** A workbook: the table, and a sheet that says what it is of. */
export function reportXlsx(table: ReportTable): Buffer {
  const { view, first, about, currency } = table
  const workbook = new WorkbookWriter()
  const columns = view.columns.map((column): SheetColumn => {
    const title = titleOf(column, currency)
    const width = Math.max(10, title.length + 2)
    return { title, width, shown: column.kind === 'share' ? 'percent' : 'grouped' }
  })
  workbook.begin('Report', [{ title: first, width: 28 }, ...columns])
  for (const row of rowsOf(table)) workbook.add([row.label, ...row.figures.map(figure => figure.value)])
  workbook.begin('About', [
    { title: 'About this file', width: 24 },
    { title: '', width: 60 },
  ])
  for (const [label, text] of about) workbook.add([label, text])
  workbook.end()
  return workbook.take()
}

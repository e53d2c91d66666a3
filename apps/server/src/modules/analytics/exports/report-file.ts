import type { FigureKind, ReportKind, ReportName, ReportView } from '@optimwalls/contract/reports'
import { csvCell } from '../../../platform/http/csv-cell.ts'
import { type Cell, type SheetColumn, WorkbookWriter } from '../../../platform/spreadsheet/workbook.ts'

/** A report as it is written to a file. */
export interface ReportTable {
  report: ReportName
  /** What the rows are told by, a column each: "Source", "Owner". */
  heads: readonly string[]
  /** As it is told when it is parted so. */
  kind: ReportKind
  view: ReportView
  /** Whether each figure has that of another range beside it. */
  isCompared: boolean
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

/** The titles of the figures, each with the column it is of. */
const titlesOf = ({ view, currency, isCompared }: ReportTable) =>
  view.columns.flatMap(column => {
    const title = titleOf(column, currency)
    return [
      { title, kind: column.kind },
      ...(isCompared ? [{ title: `${title}, before`, kind: column.kind }] : []),
    ]
  })

/** A row as its cells: what it is, and its figures. The sum of all has one name in the first of the columns that tell what rows are. */
const cellsOf = ({ heads, isCompared }: ReportTable, row: ReportView['rows'][number]): Cell[] => [
  ...heads.map((_, place) => row.parts[place]?.label ?? (place === 0 ? row.label : '')),
  ...row.figures.flatMap(({ value, valueBefore }) => (isCompared ? [value, valueBefore] : [value])),
]

/** With a byte order mark, so that spreadsheets read UTF-8; a cell that one would take for a formula is plain text. */
export function reportCsv(table: ReportTable): Buffer {
  const lines = [
    [...table.heads, ...titlesOf(table).map(({ title }) => title)],
    ...rowsOf(table).map(row => cellsOf(table, row)),
  ]
  return Buffer.from(`\uFEFF${lines.map(line => `${line.map(csvCell).join(',')}\r\n`).join('')}`)
}

/** A workbook: the table, and a sheet that says what it is of. */
export function reportXlsx(table: ReportTable): Buffer {
  const workbook = new WorkbookWriter()
  const columns = titlesOf(table).map(({ title, kind }): SheetColumn => {
    const width = Math.max(10, title.length + 2)
    return { title, width, shown: kind === 'share' ? 'percent' : 'grouped' }
  })
  workbook.begin('Report', [...table.heads.map(title => ({ title, width: 28 })), ...columns])
  for (const row of rowsOf(table)) workbook.add(cellsOf(table, row))
  workbook.begin('About', [
    { title: 'About this file', width: 24 },
    { title: '', width: 60 },
  ])
  for (const [label, text] of table.about) workbook.add([label, text])
  workbook.end()
  return workbook.take()
}

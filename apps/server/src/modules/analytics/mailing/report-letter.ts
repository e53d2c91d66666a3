import { type Letter, type LetterTable, letter } from '../../../platform/mail/letter.ts'
import type { ReportTable } from '../exports/report-file.ts'

/** Rows and columns of the mail: all of them are in the file beside it, and behind the link. */
const MOST_ROWS = 15
const MOST_COLUMNS = 5

export interface ReportLetterParts {
  name: string
  table: ReportTable
  /** The report on its page, and the page that ends the mails. */
  url: string
  stopUrl: string
  hasFile: boolean
}

/** The weekly mail of a report: what it says in a sentence, its table, and the way to all of it. */
export function reportLetter({ name, table, url, stopUrl, hasFile }: ReportLetterParts): Letter {
  const { label, about } = table.kind
  const told = table.about.filter(([field]) => field !== 'Report' && field !== '' && field !== 'Seen by')
  const days = Object.fromEntries(told)
  const filters = told.filter(([field]) => field !== 'From' && field !== 'To')
  return letter({
    subject: `${label}, ${days.From} to ${days.To}`,
    greeting: `Hello ${name.split(' ')[0]},`,
    body: [
      `${about}, ${days.From} to ${days.To}.`,
      ...(filters.length > 0 ? [filters.map(([field, text]) => `${field}: ${text}`).join('; ')] : []),
      table.view.summary,
    ],
    table: tableOf(table),
    action: { label: 'Open the report', url },
    closing: [
      ...(hasFile ? ['The whole table is attached as an Excel file.'] : []),
      `You asked for this mail each week. To end it: ${stopUrl}`,
    ],
  })
}

function tableOf({ report, heads, view }: ReportTable): LetterTable {
  const columns = view.columns.slice(0, MOST_COLUMNS)
  const rows = [...view.rows.slice(0, MOST_ROWS), ...(report === 'funnel' ? [] : [view.total])]
  return {
    head: [heads.join(', '), ...columns.map(column => column.label)],
    rows: rows.map(row => [row.label, ...row.figures.slice(0, MOST_COLUMNS).map(figure => figure.text)]),
    ...(view.rows.length > MOST_ROWS && {
      more: `${view.rows.length - MOST_ROWS} more rows are in the report.`,
    }),
  }
}

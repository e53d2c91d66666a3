import { csvCell } from '../../../platform/http/csv-cell.ts'
import type { Lead } from '../leads.schemas.ts'
import type { ExportColumn } from './export-columns.ts'

/** Leads as CSV with a byte order mark, so that spreadsheets read UTF-8. */
export async function* csvFile(
  columns: readonly ExportColumn[],
  pages: AsyncIterable<Lead[]>,
): AsyncGenerator<Buffer> {
  const line = (cells: readonly unknown[]) => `${cells.map(csvCell).join(',')}\r\n`
  yield Buffer.from(`\uFEFF${line(columns.map(({ title }) => title))}`)
  for await (const leads of pages)
    yield Buffer.from(leads.map(lead => line(columns.map(({ read }) => read(lead)))).join(''))
}

import { WorkbookWriter } from '../../../platform/spreadsheet/workbook.ts'
import type { Lead } from '../leads.schemas.ts'
import type { ExportColumn } from './export-columns.ts'

/** Leads as an Excel workbook, written as they come. */
export async function* xlsxFile(
  columns: readonly ExportColumn[],
  pages: AsyncIterable<Lead[]>,
): AsyncGenerator<Buffer> {
  const workbook = new WorkbookWriter()
  workbook.begin(
    'Leads',
    columns.map(({ title }) => ({ title })),
  )
  for await (const leads of pages) {
    for (const lead of leads) workbook.add(columns.map(({ read }) => read(lead)))
    yield workbook.take()
  }
  workbook.end()
  yield workbook.take()
}

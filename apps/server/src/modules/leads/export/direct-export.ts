import { Readable } from 'node:stream'
import { scopeOf } from '@optimwalls/permissions'
import type { Database } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { FieldCatalogue } from '../fields/field-catalogue.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import type { Lead } from '../leads.schemas.ts'
import { csvFile } from './csv-file.ts'
import { exportColumns } from './export-columns.ts'
import { type LeadQuestion, leadPages } from './lead-pages.ts'

export interface DirectExportNeeds {
  db: Database
  reader: LeadReader
  fields: FieldCatalogue
  neighbours: LeadNeighbours
}

/** All leads that the filters find within the caller's reach, as CSV while they are read: for programs. That it was asked for and, when all
 *  of it is written, how many rows it had, is in the audit log. It breaks off when the right to export is taken away. */
export async function exportDirectly(
  { db, reader, fields, neighbours }: DirectExportNeeds,
  by: Author,
  question: LeadQuestion,
): Promise<Readable> {
  const note = (action: string, details: Record<string, unknown>) =>
    db.inTransaction(async tx => neighbours.audit(tx, { ...by, action, details }))
  const filters = Object.keys(question.filters)
  await reader.order(question.sort)
  await reader.where(by.principal, question.filters, 'export')
  await note('exported_leads', { filters })
  let rows = 0
  async function principalNow() {
    if (rows === 0) return by.principal
    const principal = await neighbours.rightsNow(by.principal)
    if (!principal || scopeOf(principal, 'CRM', 'export') === null) {
      neighbours.onStopped(by.principal.userId, 'direct-export', 'the right to export was taken away')
      throw new AppError('forbidden')
    }
    return principal
  }
  async function* counted(): AsyncGenerator<Lead[]> {
    for await (const leads of leadPages({ db, reader }, question, principalNow)) {
      rows += leads.length
      yield leads
    }
    await note('finished_export', { filters, rows })
  }
  return Readable.from(csvFile(exportColumns(await fields.all()), counted()))
}

import { findTakenTerms } from '../lead-duplicates.repository.ts'
import { contactTerms } from '../lead-terms.ts'
import type { CsvRow } from './csv-reader.ts'
import { knownExternalIds } from './imports.repository.ts'
import type { ImportMapping, ImportPreview } from './imports.schemas.ts'
import type { ImportNeeds } from './imports.service.ts'
import { type ImportedLead, type RowReading, rowReader } from './row-to-lead.ts'
import { columnNames } from './survey.ts'

/** Rows that are shown as they would become. */
const SHOWN = 20
const AT_ONCE = 500

/** What an import would do, row by row, without doing it. Rows of the file that repeat each other count as the import treats them:
 *  the first makes the lead. */
export async function previewImport(
  { db, crypto, settings }: ImportNeeds,
  rows: AsyncIterable<CsvRow>,
  mapping: ImportMapping,
): Promise<ImportPreview> {
  const preview: ImportPreview = { rows: [], would_create: 0, would_match: 0, would_refuse: 0 }
  const seen = new Set<string>()
  let read: ((cells: readonly string[]) => RowReading) | undefined
  let batch: ImportedLead[] = []

  const idOf = (lead: ImportedLead) => (lead.externalId === null ? [] : [`id:${lead.externalId}`])
  const contactOf = (lead: ImportedLead) =>
    mapping.on_duplicate === 'skip' ? contactTerms(crypto, lead.contact) : []
  async function countBatch(): Promise<void> {
    const [ids, terms] = await Promise.all([
      knownExternalIds(
        db,
        mapping.system,
        batch.flatMap(lead => lead.externalId ?? []),
      ),
      findTakenTerms(db, batch.flatMap(contactOf)),
    ])
    for (const lead of batch) {
      const marks = [...idOf(lead), ...contactOf(lead)]
      const isKnown =
        (lead.externalId !== null && ids.has(lead.externalId)) ||
        marks.some(mark => terms.has(mark) || seen.has(mark))
      if (isKnown) preview.would_match++
      else {
        preview.would_create++
        for (const mark of marks) seen.add(mark)
      }
    }
    batch = []
  }

  for await (const { line, cells } of rows) {
    if (!read) {
      read = rowReader(columnNames(cells), mapping, settings.timeZone)
      continue
    }
    const { lead, problems } = read(cells)
    if (preview.rows.length < SHOWN) preview.rows.push({ line, lead: shown(lead), problems })
    if (problems.length > 0) preview.would_refuse++
    else batch.push(lead)
    if (batch.length >= AT_ONCE) await countBatch()
  }
  await countBatch()
  return preview
}

function shown({ columns, contact, createdAt, ...rest }: ImportedLead): Record<string, unknown> {
  return {
    ...columns,
    ...contact,
    created_at: createdAt?.toISOString() ?? null,
    status: rest.place,
    lost_reason: rest.lostReason,
    assigned_to: rest.ownerId,
    external_id: rest.externalId,
  }
}

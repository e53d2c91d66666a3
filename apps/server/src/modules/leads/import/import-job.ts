import { Type } from 'typebox'
import type { Transaction } from '../../../platform/database/database.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import type { Realtime } from '../../../platform/realtime/realtime.ts'
import { announceImport } from '../lead-facts.ts'
import type { Person } from '../leads.neighbours.ts'
import { type CsvRow, type Dialect, readCsv } from './csv-reader.ts'
import { importLead } from './import-lead.ts'
import { changeImport, type ImportRow, lockImport } from './imports.repository.ts'
import type { ImportMapping } from './imports.schemas.ts'
import type { ImportNeeds } from './imports.service.ts'
import { keepRefused, type RefusedRow } from './refused-rows.ts'
import { type RowReading, rowReader } from './row-to-lead.ts'
import { openMapping } from './sealed-mapping.ts'
import { columnNames } from './survey.ts'

/** Rows of one transaction. */
const BATCH = 100

export interface ImportJobNeeds extends ImportNeeds {
  realtime: Realtime
  now: () => Date
}

/** Imports a file batch by batch. A batch and the note of how far the import is are one transaction: whenever the process dies, the
 *  next run goes on behind the last batch, and no row is imported twice, not even by two runs at once. */
export function importJob(needs: ImportJobNeeds) {
  const { db, realtime, now } = needs
  return defineJob({
    name: 'leads-import',
    schema: Type.Object({ import_id: Type.Integer() }),
    maxAttempts: 10,
    key: ({ import_id }) => `leads-import-${import_id}`,
    async run({ import_id }, run) {
      const row = await db.inTransaction(async tx => {
        const found = await lockImport(tx, import_id)
        if (!found || found.status === 'done' || found.status === 'failed') return null
        return changeImport(tx, import_id, { status: 'running' })
      })
      if (!row) return
      await importRows(needs, row, run)
      const owners = await ownersOf(needs, row)
      const done = await db.inTransaction(async tx => {
        announceImport(tx, import_id, row.user_id, owners)
        return changeImport(tx, import_id, { status: 'done', finished_at: now() })
      })
      tell(realtime, done)
    },
    async onFailed({ import_id }, error, run) {
      run.log.error({ err: error, import_id }, 'leads: an import failed')
      const failure = 'The import stopped because of a fault on our side. What was imported so far is kept.'
      tell(realtime, await changeImport(db, import_id, { status: 'failed', failure, finished_at: now() }))
    },
  })
}

/** Everyone whom the mapping makes an owner. */
async function ownersOf({ crypto, neighbours }: ImportNeeds, { mapping }: ImportRow): Promise<Person[]> {
  if (!mapping) return []
  const { owner_values = {}, constants } = openMapping(crypto, mapping)
  const people = await neighbours.people.all()
  const ids = new Set([...Object.values(owner_values), constants?.assigned_to])
  return [...ids].flatMap(id => (id == null ? [] : (people.get(id) ?? [])))
}

async function importRows(needs: ImportJobNeeds, row: ImportRow, run: JobRun): Promise<void> {
  if (!row.mapping) throw new Error(`import ${row.id} has no mapping`)
  const mapping = openMapping(needs.crypto, row.mapping)
  let read: ((cells: readonly string[]) => RowReading) | undefined
  let number = 0
  let batch: CsvRow[] = []
  for await (const csvRow of readCsv(needs.storage.read(row.file_key), row.found as Dialect)) {
    if (!read) {
      read = rowReader(columnNames(csvRow.cells), mapping, needs.settings.timeZone)
      continue
    }
    if (number++ < row.rows_done) continue
    batch.push(csvRow)
    if (batch.length < BATCH) continue
    run.signal.throwIfAborted()
    await importBatch(needs, row, mapping, { start: number - batch.length, rows: batch }, read)
    batch = []
  }
  if (read && batch.length > 0)
    await importBatch(needs, row, mapping, { start: number - batch.length, rows: batch }, read)
}

async function importBatch(
  needs: ImportJobNeeds,
  { id, file_key, user_id }: ImportRow,
  mapping: ImportMapping,
  { start, rows }: { start: number; rows: readonly CsvRow[] },
  read: (cells: readonly string[]) => RowReading,
): Promise<void> {
  const { db, storage, crypto, neighbours, now } = needs
  const refused: RefusedRow[] = []
  const valid: RowReading[] = []
  for (const { line, cells } of rows) {
    const reading = read(cells)
    if (reading.problems.length > 0) refused.push({ line, problems: reading.problems, cells })
    else valid.push(reading)
  }
  const progress = await db.inTransaction(async (tx: Transaction) => {
    const row = await lockImport(tx, id)
    if (!row) throw new Error(`import ${id} is gone`)
    // Another run, of a worker taken for dead, was faster.
    if (row.rows_done !== start) return row
    const context = { crypto, neighbours, importId: id, userId: user_id, mapping, now: now() }
    let created = 0
    for (const { lead } of valid) if ((await importLead(tx, context, lead)) === 'created') created++
    if (refused.length > 0) await keepRefused(storage, file_key, start, refused)
    return changeImport(tx, id, {
      rows_done: start + rows.length,
      created: row.created + created,
      matched: row.matched + valid.length - created,
      refused: row.refused + refused.length,
      ...(refused.length > 0 && { refused_chunks: [...row.refused_chunks, start] }),
    })
  })
  tell(needs.realtime, progress)
}

function tell(realtime: Realtime, row: ImportRow): void {
  const { id, status, rows_done, rows_total, created, matched, refused } = row
  realtime.emitToUser(row.user_id, {
    name: 'import',
    body: { id, status, rows_done, rows_total, created, matched, refused },
  })
}

import { type Principal, scopeOf } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import type { Realtime } from '../../../platform/realtime/realtime.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import type { FieldCatalogue } from '../fields/field-catalogue.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { LeadNeighbours } from '../leads.neighbours.ts'
import type { Lead } from '../leads.schemas.ts'
import { csvFile } from './csv-file.ts'
import { exportColumns } from './export-columns.ts'
import { changeOpenExport, type ExportRow } from './exports.repository.ts'
import { leadPages } from './lead-pages.ts'
import { openQuestion } from './sealed-question.ts'
import { xlsxFile } from './xlsx-file.ts'

export interface ExportNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
  reader: LeadReader
  fields: FieldCatalogue
  neighbours: LeadNeighbours
  realtime: Realtime
  now: () => Date
}

const MAX_BYTES = 4 * 1024 ** 3

const TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** The right to export was taken away, or the export was cancelled. */
class ExportStopped extends Error {}

/** Writes a file of leads. What its person may see is asked anew for each page of it. */
export function exportJob(needs: ExportNeeds) {
  const { db, realtime, now } = needs
  return defineJob({
    name: 'leads-export',
    schema: Type.Object({ export_id: Type.Integer() }),
    maxAttempts: 5,
    key: ({ export_id }) => `leads-export-${export_id}`,
    async run({ export_id }, run) {
      const row = await changeOpenExport(db, export_id, { status: 'running', rows_done: 0 })
      if (!row) return
      try {
        const { bytes, rows } = await writeFile(needs, row, run)
        const done = await db.inTransaction(async tx => {
          const ended = await changeOpenExport(tx, export_id, {
            status: 'done',
            bytes,
            rows_done: rows,
            finished_at: now(),
          })
          const principal = await needs.neighbours.principalOf(row.user_id)
          if (ended && principal)
            needs.neighbours.audit(tx, {
              principal,
              request: { id: `export-${export_id}`, ip: '' },
              action: 'finished_export',
              details: { export_id, format: row.format, rows, bytes },
            })
          return ended
        })
        if (done) tellExport(realtime, done)
        else await needs.storage.delete(row.file_key)
      } catch (error) {
        if (!(error instanceof ExportStopped)) throw error
        const failure = 'The right to export was taken away while the file was written.'
        const stopped = await changeOpenExport(db, export_id, {
          status: 'stopped',
          failure,
          finished_at: now(),
        })
        if (stopped) tellExport(realtime, stopped)
      }
    },
    async onFailed({ export_id }, error, run) {
      run.log.error({ err: error, export_id }, 'leads: an export failed')
      const failure = 'The file could not be written because of a fault on our side.'
      const failed = await changeOpenExport(db, export_id, { status: 'failed', failure, finished_at: now() })
      if (failed) tellExport(realtime, failed)
    },
  })
}

async function writeFile(
  needs: ExportNeeds,
  row: ExportRow,
  run: JobRun,
): Promise<{ bytes: number; rows: number }> {
  const { crypto, storage, fields } = needs
  let rows = 0
  async function* counted(): AsyncGenerator<Lead[]> {
    for await (const leads of leadPages(needs, openQuestion(crypto, row.question), () =>
      mayGoOn(needs, row),
    )) {
      run.signal.throwIfAborted()
      rows += leads.length
      yield leads
      const progress = await changeOpenExport(needs.db, row.id, { rows_done: rows })
      if (!progress) throw new ExportStopped()
      tellExport(needs.realtime, progress)
    }
  }
  const write = row.format === 'csv' ? csvFile : xlsxFile
  const columns = exportColumns(await fields.all())
  const { bytes } = await storage.put(row.file_key, write(columns, counted()), {
    type: TYPES[row.format],
    maxBytes: MAX_BYTES,
  })
  return { bytes, rows }
}

async function mayGoOn({ neighbours }: ExportNeeds, { user_id }: ExportRow): Promise<Principal> {
  const principal = await neighbours.principalOf(user_id)
  if (!principal || scopeOf(principal, 'CRM', 'export') === null) {
    neighbours.onStopped(user_id, 'leads-export', 'the right to export was taken away')
    throw new ExportStopped()
  }
  return principal
}

function tellExport(realtime: Realtime, { id, user_id, status, rows_done }: ExportRow): void {
  realtime.emitToUser(user_id, { name: 'export', body: { id, status, rows_done } })
}

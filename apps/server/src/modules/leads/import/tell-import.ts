import type { Realtime } from '../../../platform/realtime/realtime.ts'
import type { ImportRow } from './imports.repository.ts'

/** Tells the pages of the importer how far an import is. */
export function tellImport(realtime: Realtime, row: ImportRow): void {
  const { id, status, rows_done, rows_total, created, updated, matched, refused, undone, kept } = row
  realtime.emitToUser(row.user_id, {
    name: 'import',
    body: { id, status, rows_done, rows_total, created, updated, matched, refused, undone, kept },
  })
}

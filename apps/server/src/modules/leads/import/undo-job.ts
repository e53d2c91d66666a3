import { scopeOf } from '@optimwalls/permissions'
import { Type } from 'typebox'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { announceImport } from '../lead-facts.ts'
import type { ImportJobNeeds } from './import-job.ts'
import { deleteRecords, lastRecords } from './import-records.repository.ts'
import { changeImport, lockImport } from './imports.repository.ts'
import { tellImport } from './tell-import.ts'

const CHUNK = 200
/** Of what could not be taken back, those that are told one by one. */
const TOLD = 200

/** Takes back what an import has written, the newest first, chunk by chunk: each is one transaction, so that it goes on after a crash. */
export function undoJob(needs: ImportJobNeeds) {
  const { db, crypto, neighbours, kinds, realtime, now } = needs

  /** One chunk; false when nothing is left. */
  async function undoChunk(importId: number): Promise<boolean> {
    const [owner] = await db.rows<{ user_id: number }>('SELECT user_id FROM lead_imports WHERE id = $1', [
      importId,
    ])
    const principal = owner && (await neighbours.principalOf(owner.user_id))
    const progress = await db.inTransaction(async tx => {
      const row = await lockImport(tx, importId)
      if (row?.status !== 'undoing') return null
      const kind = kinds.find(row.kind)
      const isAllowed = principal && scopeOf(principal, 'CRM', 'import') !== null
      if (!kind || !isAllowed) {
        neighbours.onStopped(row.user_id, 'leads-import-undo', 'the right to import was taken away')
        const failure = 'The right to import was taken away. What was undone before stays so.'
        return {
          row: await changeImport(tx, importId, { status: 'failed', failure, finished_at: now() }),
          isLast: true,
        }
      }
      const records = await lastRecords(tx, crypto, importId, CHUNK)
      const run = { importId, principal, request: { id: `undo-${importId}`, ip: '' }, now: now() }
      const undone = records.length > 0 ? await kind.undo(tx, run, records) : []
      await deleteRecords(
        tx,
        records.map(record => record.recordId),
      )
      const kept = undone.flatMap(one => (one.done ? [] : [one]))
      const told = kept.map(({ leadId, label, reason }) => ({ lead_id: leadId, label, reason }))
      const isLast = records.length < CHUNK
      if (isLast)
        announceImport(tx, importId, row.user_id, [...(await neighbours.people.all()).values()], true)
      const changed = await changeImport(tx, importId, {
        undone: row.undone + undone.length - kept.length,
        kept: row.kept + kept.length,
        kept_because: [...row.kept_because, ...told].slice(0, TOLD),
        ...(isLast && { status: 'undone' as const, finished_at: now() }),
      })
      return { row: changed, isLast }
    })
    if (!progress) return false
    tellImport(realtime, progress.row)
    return !progress.isLast
  }

  return defineJob({
    name: 'leads-import-undo',
    schema: Type.Object({ import_id: Type.Integer() }),
    maxAttempts: 10,
    key: ({ import_id }) => `leads-import-undo-${import_id}`,
    async run({ import_id }, run) {
      while (await undoChunk(import_id)) run.signal.throwIfAborted()
    },
    async onFailed({ import_id }, error, run) {
      run.log.error({ err: error, import_id }, 'leads: an import could not be undone')
      const failure =
        'The undo stopped because of a fault on our side. Start it again: it goes on where it was.'
      tellImport(
        realtime,
        await changeImport(db, import_id, { status: 'failed', failure, finished_at: now() }),
      )
    },
  })
}

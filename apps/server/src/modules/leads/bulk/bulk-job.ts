import type { Principal } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { addJob, defineJob, type Job, type JobRun } from '../../../platform/jobs/jobs.ts'
import type { Realtime } from '../../../platform/realtime/realtime.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { Author } from '../leads.neighbours.ts'
import type { LeadService } from '../leads.service.ts'
import {
  type BulkRow,
  changeBulk,
  changedBy,
  countLeads,
  endBulk,
  entriesOf,
  forgetLeads,
  insertLeads,
  lockBulk,
  type Outcome,
  recordOutcomes,
  waitingLeads,
} from './bulk.repository.ts'
import { actionOn, changeLead, putBack } from './change-lead.ts'
import { type ManyConverter, openGiven } from './many-converter.ts'
import { narrowed } from './narrowed.ts'

/** Leads of one transaction: some tenths of a second, so that neither the event log nor an edit of one of them waits long. */
const CHUNK = 50
/** Ids written down in one transaction. */
const ID_CHUNK = 10_000
/** After this time the change goes to the end of the queue, so that a long one does not hold up a short one. Milliseconds. */
const SLICE_MS = 5000
/** Up to so many leads open pages are shown each one; of more they are told to fetch again. */
const SHOWN_ONE_BY_ONE = 100

export interface BulkJobNeeds {
  db: Database
  realtime: Realtime
  reader: LeadReader
  service: LeadService
  crypto: Crypto
  converter: () => ManyConverter
  /** The person with the rights they have now; null for who may not sign in any more. */
  principalOf(userId: number): Promise<Principal | null>
  /** Notes that a change was stopped. */
  onStopped(userId: number, job: string, reason: string): void
  now: () => Date
}

interface BulkRun {
  bulk_id: number
}

/** Changes many leads chunk by chunk. How leads of a chunk fared is written with the chunk: whenever the process dies, the next run goes
 *  on behind it, and no lead is changed twice, not even by two runs at once. Rights are asked for anew with each chunk. */
export function bulkJob(needs: BulkJobNeeds): Job<BulkRun> {
  const { db, now } = needs
  const job: Job<BulkRun> = defineJob({
    name: 'leads-bulk-change',
    schema: Type.Object({ bulk_id: Type.Integer() }),
    maxAttempts: 10,
    queue: 'bulk',
    async run({ bulk_id }, run) {
      const until = Date.now() + SLICE_MS
      const bulk = await begin(needs, bulk_id)
      if (!bulk) return
      if (bulk.selection) await writeDown(needs, bulk)
      while (await changeChunk(needs, bulk_id, run)) {
        run.signal.throwIfAborted()
        if (Date.now() < until) continue
        await db.inTransaction(tx => addJob(tx, job, { bulk_id }))
        return
      }
    },
    async onFailed({ bulk_id }, error, run) {
      run.log.error({ err: error, bulk_id }, 'leads: a bulk change failed')
      const failure = 'It stopped because of a fault on our side. What was changed so far can be undone.'
      const ended = { status: 'failed', failure, finished_at: now() } as const
      tell(needs.realtime, await db.inTransaction(tx => endEarly(tx, bulk_id, ended)))
    },
  })
  return job
}

const isOver = (bulk: BulkRow): boolean => bulk.status !== 'queued' && bulk.status !== 'running'

function begin({ db }: BulkJobNeeds, id: number): Promise<BulkRow | null> {
  return db.inTransaction(async tx => {
    const bulk = await lockBulk(tx, id)
    return !bulk || isOver(bulk) ? null : changeBulk(tx, id, { status: 'running' })
  })
}

/** Asks the frozen question once, reading only, and writes its answers down in pieces. */
async function writeDown(needs: BulkJobNeeds, bulk: BulkRow): Promise<void> {
  const { db, realtime } = needs
  const ids = await selectedIds(needs, bulk)
  // A run that died here left a part of them.
  await db.inTransaction(tx => forgetLeads(tx, bulk.id))
  for (let start = 0; start < ids.length; start += ID_CHUNK) {
    await db.inTransaction(tx => insertLeads(tx, bulk.id, ids.slice(start, start + ID_CHUNK)))
  }
  const total = await countLeads(db, bulk.id)
  tell(realtime, await changeBulk(db, bulk.id, { total, selection: null }))
}

async function selectedIds({ db, reader, principalOf }: BulkJobNeeds, bulk: BulkRow): Promise<number[]> {
  const { selection, action, undo_of } = bulk
  if (!selection) return []
  if ('undo' in selection) return undo_of === null ? [] : changedBy(db, undo_of)
  if ('ids' in selection) return [...new Set(selection.ids)].sort((one, other) => one - other)
  const asker = await principalOf(bulk.user_id)
  const principal = asker && narrowed(asker)
  if (!principal) return []
  const right = action === 'undo' ? 'edit' : actionOn(action)
  const found = await reader.ids(principal, selection.filters, right, { at: bulk.created_at })
  const kept = new Set(selection.except)
  return found.filter(id => !kept.has(id))
}

/** @returns whether there may be more to do */
async function changeChunk(needs: BulkJobNeeds, id: number, run: JobRun): Promise<boolean> {
  const { db, realtime } = needs
  const asker = await ownerOf(needs, id)
  try {
    const progress = await db.inTransaction(tx => chunkWithin(tx, needs, id, asker, CHUNK))
    if (progress) tell(realtime, progress)
    return progress !== null && !isOver(progress)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    run.log.info({ bulk_id: id }, 'leads: a chunk is done lead by lead, since one of them is refused')
  }
  // Nothing of the chunk was kept. One by one, each refusal costs its own lead only.
  for (let n = 0; n < CHUNK; n++) {
    const progress = await oneLead(needs, id, asker)
    if (!progress || isOver(progress)) {
      if (progress) tell(realtime, progress)
      return false
    }
    if (n === CHUNK - 1) tell(realtime, progress)
  }
  return true
}

async function oneLead(needs: BulkJobNeeds, id: number, asker: Principal | null): Promise<BulkRow | null> {
  try {
    return await needs.db.inTransaction(tx => chunkWithin(tx, needs, id, asker, 1))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const reason = reasonOf(error)
    return needs.db.inTransaction(async tx => {
      const bulk = await lockBulk(tx, id)
      if (!bulk || isOver(bulk)) return bulk ?? null
      const [leadId] = await waitingLeads(tx, id, 1)
      return leadId === undefined ? bulk : recordOutcomes(tx, id, [{ leadId, state: 'failed', reason }])
    })
  }
}

async function ownerOf({ db, principalOf }: BulkJobNeeds, id: number): Promise<Principal | null> {
  const [row] = await db.rows<{ user_id: number }>('SELECT user_id FROM bulk_changes WHERE id = $1', [id])
  const asker = row && (await principalOf(row.user_id))
  return asker ? narrowed(asker) : null
}

async function chunkWithin(
  tx: Transaction,
  needs: BulkJobNeeds,
  id: number,
  principal: Principal | null,
  limit: number,
): Promise<BulkRow | null> {
  const bulk = await lockBulk(tx, id)
  if (!bulk || isOver(bulk)) return null
  if (bulk.is_cancelled) return endEarly(tx, id, { status: 'cancelled', finished_at: needs.now() })
  if (!principal) {
    needs.onStopped(bulk.user_id, 'leads-bulk-change', 'changing many leads is not allowed any more')
    const failure = 'You may not change many leads at once any more.'
    return endEarly(tx, id, { status: 'failed', failure, finished_at: needs.now() })
  }
  const leadIds = await waitingLeads(tx, id, limit)
  if (leadIds.length === 0) return finish(tx, bulk, needs.now())
  const by: Author = {
    principal,
    request: bulk.request,
    facts: { bulk_id: id, ...((bulk.total ?? 0) > SHOWN_ONE_BY_ONE && { quiet: true }) },
  }
  const outcomes = await changeAll(tx, needs, by, bulk, leadIds)
  const progress = await recordOutcomes(tx, id, outcomes)
  return progress.done >= (progress.total ?? 0) ? finish(tx, progress, needs.now()) : progress
}

async function changeAll(
  tx: Transaction,
  needs: BulkJobNeeds,
  by: Author,
  bulk: BulkRow,
  leadIds: readonly number[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  if (bulk.action !== 'undo') {
    const given = openGiven(needs.crypto, bulk.given)
    const change = { action: bulk.action, params: bulk.params, given }
    if (bulk.action === 'convert') await needs.converter().hold(tx, leadIds, given)
    for (const leadId of leadIds) outcomes.push(await changeLead(tx, needs, by, change, leadId))
    return outcomes
  }
  const undone = bulk.undo_of === null ? undefined : await lockBulk(tx, bulk.undo_of)
  if (!undone || undone.action === 'undo') throw new Error(`bulk change ${bulk.id} undoes nothing`)
  const entries = await entriesOf(tx, undone.id, leadIds)
  if (undone.action === 'convert') await needs.converter().hold(tx, leadIds, new Map())
  for (const leadId of leadIds) {
    const entry = entries.get(leadId)
    if (entry) outcomes.push(await putBack(tx, needs, by, { action: undone.action, ...entry }, leadId))
    else outcomes.push({ leadId, state: 'same' })
  }
  return outcomes
}

/** Ends a change before its last lead. One that was putting another back leaves that one to be undone again, for the rest. */
async function endEarly(
  tx: Transaction,
  id: number,
  ended: Pick<BulkRow, 'status' | 'finished_at'> & { failure?: string },
): Promise<BulkRow> {
  const bulk = await endBulk(tx, id, ended)
  if (bulk.undo_of !== null) await changeBulk(tx, bulk.undo_of, { undone_by: null })
  return bulk
}

function finish(tx: Transaction, bulk: BulkRow, at: Date): Promise<BulkRow> {
  return endBulk(tx, bulk.id, { status: 'done', finished_at: at })
}

function reasonOf(error: AppError): string {
  if (error.type === 'edit-conflict') return 'Somebody has changed the same field since'
  const named = error.facts.errors?.map(({ message }) => message).join('; ')
  return named || (error.facts.detail ?? error.message)
}

/** Tells the person's pages how far a change is. */
export function tell(realtime: Pick<Realtime, 'emitToUser'>, bulk: BulkRow): void {
  const { id, status, total, done, changed, failed } = bulk
  realtime.emitToUser(bulk.user_id, { name: 'bulk', body: { id, status, total, done, changed, failed } })
}

import { Type } from 'typebox'
import type { Database, Transaction } from '../database/database.ts'
import { addJob, defineJob, type Job } from '../jobs/jobs.ts'
import type { Crypto } from './crypto.ts'
import type { KeyRing } from './key-ring.ts'

/** One stored ciphertext. */
export interface SealedRow {
  id: number | string
  bytes: Uint8Array
  context: string
}

/**
 * A place where sealed values are kept. Whoever owns the table hands one in; the rotation then reseals what lies there while
 * people go on working.
 */
export interface ResealTarget {
  /** The table: `leads`. */
  name: string
  /** Up to `limit` rows sealed under another key than `activeKeyId`, with ids above `after`, in the order of ids. */
  nextBatch(
    tx: Transaction,
    activeKeyId: string,
    limit: number,
    after: SealedRow['id'] | null,
  ): Promise<SealedRow[]>
  /**
   * Writes `bytes` and `keyId` where the row still holds `row.bytes` (say so in the UPDATE: an edit made meanwhile must win; it is
   * under the new key anyway), and raises no version that people see.
   */
  reseal(tx: Transaction, row: SealedRow, bytes: Buffer, keyId: string): Promise<void>
}

/** A place outside the database where sealed values are kept, and which brings them under the active key by itself. */
export interface ResealStore {
  reseal(signal?: AbortSignal): Promise<{ resealed: number; unreadable: number }>
}

/** What a rotation did. */
export interface RotationReport {
  activeKeyId: string
  resealed: Record<string, number>
  /** Rows that could not be opened, by target; their old key must stay. Ids only. */
  unreadable: Record<string, SealedRow['id'][]>
  /** Values in stores that could not be opened, by store. */
  unreadableInStores: Record<string, number>
}

export interface Rotation {
  /** Modules name their sealed tables when they are built. */
  addTarget(target: ResealTarget): void
  addStore(name: string, store: ResealStore): void
  /**
   * Makes a new key active, where the keys are files, and adds the job that reseals. With `ENCRYPTION_KEYS` the new key was put in
   * front of it before. Old keys are never removed by the program: a backup may need them.
   * @param note runs in the transaction that adds the job
   * @returns the key that is active now, and whether it was made by this call
   */
  rotateKeys(
    note?: (tx: Transaction, activeKeyId: string) => void,
  ): Promise<{ activeKeyId: string; isNew: boolean }>
  /** Reseals everything that is not under the active key; safe to repeat and to leave off. */
  resealAll(signal?: AbortSignal): Promise<RotationReport>
  job: Job<object>
}

/** Short transactions: a person who saves one of these rows waits some milliseconds at most. */
const BATCH_ROWS = 200

/** What was sealed just before a rotation and committed after its job had passed is found by a second one, this much later. */
const AGAIN_AFTER_MS = 60_000

/** The key file is changed by one process at a time. */
const ROTATION_LOCK = 7461010

export function createRotation({
  db,
  crypto,
  ring,
}: {
  db: Database
  crypto: Crypto
  ring: KeyRing
}): Rotation {
  const targets: ResealTarget[] = []
  const stores = new Map<string, ResealStore>()

  async function resealTarget(
    target: ResealTarget,
    report: RotationReport,
    signal?: AbortSignal,
  ): Promise<void> {
    let after: SealedRow['id'] | null = null
    for (;;) {
      signal?.throwIfAborted()
      const start: SealedRow['id'] | null = after
      const batch = await db.inTransaction(async tx => {
        const rows = await target.nextBatch(tx, report.activeKeyId, BATCH_ROWS, start)
        const unreadable: SealedRow['id'][] = []
        for (const row of rows) {
          const plain = tryOpen(row)
          if (!plain) {
            unreadable.push(row.id)
            continue
          }
          const { bytes, keyId } = crypto.seal(plain, row.context)
          await target.reseal(tx, row, bytes, keyId)
        }
        return { rows, unreadable }
      })
      const last = batch.rows.at(-1)
      if (!last) return
      after = last.id
      report.resealed[target.name] =
        (report.resealed[target.name] ?? 0) + batch.rows.length - batch.unreadable.length
      if (batch.unreadable.length > 0)
        report.unreadable[target.name] = [...(report.unreadable[target.name] ?? []), ...batch.unreadable]
    }
  }

  function tryOpen(row: SealedRow): Buffer | undefined {
    try {
      return crypto.open(row.bytes, row.context)
    } catch {
      return undefined
    }
  }

  async function resealAll(signal?: AbortSignal): Promise<RotationReport> {
    const report: RotationReport = {
      activeKeyId: crypto.activeKeyId,
      resealed: {},
      unreadable: {},
      unreadableInStores: {},
    }
    for (const target of targets) await resealTarget(target, report, signal)
    for (const [name, store] of stores) {
      const { resealed, unreadable } = await store.reseal(signal)
      if (resealed > 0) report.resealed[name] = resealed
      if (unreadable > 0) report.unreadableInStores[name] = unreadable
    }
    return report
  }

  const job = defineJob({
    name: 'crypto-reseal',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 25,
    key: () => 'crypto-reseal',
    // Every night as well: a process that had not yet heard of the new key may have sealed with the old one.
    cron: '17 2 * * *',
    async run(_payload, { log, signal }) {
      const report = await resealAll(signal)
      if (Object.keys(report.resealed).length > 0)
        log.info({ report }, 'sealed values brought under the active key')
      const { unreadable, unreadableInStores } = report
      if (Object.keys({ ...unreadable, ...unreadableInStores }).length > 0)
        log.error({ unreadable, unreadableInStores }, 'sealed values that no key here opens')
    },
    async onFailed(_payload, error, { log }) {
      log.error(
        { err: error },
        'sealed values are still under old keys: keep those, and start the rotation again',
      )
    },
  })

  return {
    addTarget: target => void targets.push(target),
    addStore: (name, store) => void stores.set(name, store),
    rotateKeys: note =>
      db.inTransaction(async tx => {
        await tx.rows('SELECT pg_advisory_xact_lock($1)', [ROTATION_LOCK])
        const before = crypto.activeKeyId
        ring.addKey()
        const { activeKeyId } = crypto
        await addJob(tx, job, {})
        const runAt = new Date(Date.now() + AGAIN_AFTER_MS)
        await addJob(tx, job, {}, { runAt, key: 'crypto-reseal-again' })
        note?.(tx, activeKeyId)
        return { activeKeyId, isNew: activeKeyId !== before }
      }),
    resealAll,
    job,
  }
}

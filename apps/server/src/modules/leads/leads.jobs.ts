import { Type } from 'typebox'
import type { ResealTarget } from '../../platform/crypto/rotation.ts'
import type { Database } from '../../platform/database/database.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { CONTACT_CONTEXT } from './contact.ts'

/** Days for which a deleted lead can be brought back. */
const KEPT_DELETED_DAYS = 30
const PURGED_AT_ONCE = 500

/** Removes for good what was deleted more than 30 days ago, with everything that finds it. */
export const purgeJob = (db: Database) =>
  defineJob({
    name: 'leads-purge-deleted',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '17 21 * * *',
    async run(_payload, run) {
      for (;;) {
        run.signal.throwIfAborted()
        const purged = await db.rows<{ id: number }>(
          `WITH old AS (
             SELECT id FROM leads WHERE deleted_at < now() - make_interval(days => $1) LIMIT $2 FOR UPDATE SKIP LOCKED
           ), terms AS (
             DELETE FROM lead_terms t USING old WHERE t.lead_id = old.id
           )
           DELETE FROM leads l USING old WHERE l.id = old.id RETURNING l.id`,
          [KEPT_DELETED_DAYS, PURGED_AT_ONCE],
        )
        if (purged.length > 0) run.log.info({ leads: purged.length }, 'leads: deleted for good')
        if (purged.length < PURGED_AT_ONCE) return
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: what was deleted could not be removed for good')
    },
  })

/** Milliseconds between two foldings of the deltas into the roll-up. */
const FOLD_EVERY_MS = 2000

/** Folds count deltas every two seconds until it is stopped; many processes may do so, one at a time gets to. */
export function startFolding(
  db: Database,
  log: { error(facts: object, text: string): void },
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    running = db
      .rows('SELECT fold_lead_counts(), fold_lead_tag_counts()')
      .catch(error => log.error({ err: error }, 'leads: counts could not be folded'))
  }, FOLD_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** The contacts of a table move to the active key in batches; a row that was edited meanwhile has done so already. */
export const contactRotation = (table: string): ResealTarget => ({
  name: table,
  async nextBatch(tx, activeKeyId, limit, after) {
    const rows = await tx.rows<{ id: number; bytes: Buffer }>(
      `SELECT id, contact AS bytes FROM ${table}
       WHERE contact_key_id IS NOT NULL AND contact_key_id <> $1 AND id > $2 ORDER BY id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(row => ({ ...row, context: CONTACT_CONTEXT }))
  },
  async reseal(tx, row, bytes, keyId) {
    await tx.rows(`UPDATE ${table} SET contact = $1, contact_key_id = $2 WHERE id = $3 AND contact = $4`, [
      bytes,
      keyId,
      row.id,
      row.bytes,
    ])
  },
})

import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import { compareLeads } from './find-look-alikes.ts'

/** Its place in the event log, kept where that of every reader is. */
const READER = 'leads.look-alikes'
/** Events read at once. */
const BATCH = 500
/** Leads from before that are given their terms in one run: a minute's share of a large firm, which nobody notices. */
const BACKFILL_BATCHES = 20

/** After what a lead may look like another, or no longer. */
const CHANGING = new Set([
  'lead.created',
  'lead.imported',
  'lead.updated',
  'lead.restored',
  'lead.merged',
  'lead.merge_undone',
])
const COMPARED = ['name', 'location', 'address', 'project_type', 'configuration', 'budget']

/** Looks every minute which of the leads that came or changed look like another one. It reads the event log in the order of commits,
 *  many leads at a time: a lead costs a fraction of what a job or a handler of its own would, and creating one costs nothing more. */
export function lookAlikesJob({ db, crypto }: { db: Database; crypto: Crypto }) {
  return defineJob({
    name: 'leads-find-look-alikes',
    schema: Type.Object({}),
    maxAttempts: 3,
    cron: '* * * * *',
    key: () => 'leads-find-look-alikes',
    async run(_payload, run) {
      while (!(await waitsForFile(db)) && (await readOn(db, crypto))) run.signal.throwIfAborted()
      await backfill(db, crypto, run)
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: look-alikes could not be looked for')
    },
  })
}

/** Whether a file is coming in: comparing its leads beside it would keep it up, so that waits until it is done, but no longer than ten minutes. */
async function waitsForFile(db: Database): Promise<boolean> {
  const [found] = await db.rows<{ waits: boolean }>(
    `SELECT EXISTS (SELECT FROM lead_imports WHERE status = 'running') AND NOT EXISTS (
       SELECT FROM event_consumers c CROSS JOIN LATERAL (
         SELECT at FROM events e WHERE (e.txid, e.id) > (c.txid, c.id) ORDER BY e.txid, e.id LIMIT 1
       ) AS e WHERE c.name = $1 AND e.at < now() - interval '10 minutes') AS waits`,
    [READER],
  )
  return found?.waits ?? false
}

interface ReadEvent {
  id: number
  txid: string
  name: string
  lead_id: number | null
  fields: string[] | null
}

/** One batch; false when there was nothing to read, or another worker reads. What was compared twice is the same. */
async function readOn(db: Database, crypto: Crypto): Promise<boolean> {
  const events = await db.rows<ReadEvent>(
    `SELECT e.id, e.txid, e.name, e.lead_id, e.data->'fields' AS fields FROM event_consumers c
     CROSS JOIN LATERAL (
       SELECT * FROM events e WHERE (e.txid, e.id) > (c.txid, c.id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
       ORDER BY e.txid, e.id LIMIT ${BATCH}
     ) AS e
     WHERE c.name = $1 ORDER BY e.txid, e.id`,
    [READER],
  )
  const last = events.at(-1)
  if (!last) return false
  const ids = new Set(events.flatMap(event => (isChanging(event) ? (event.lead_id ?? []) : [])))
  if (ids.size > 0) await compareLeads(db, crypto, [...ids])
  await db.rows(
    'UPDATE event_consumers SET txid = $2::xid8, id = $3 WHERE name = $1 AND (txid, id) < ($2::xid8, $3)',
    [READER, last.txid, last.id],
  )
  return true
}

const isChanging = ({ name, fields }: ReadEvent) =>
  CHANGING.has(name) && (name !== 'lead.updated' || (fields ?? []).some(field => COMPARED.includes(field)))

async function backfill(db: Database, crypto: Crypto, run: JobRun): Promise<void> {
  for (let batch = 0; batch < BACKFILL_BATCHES; batch++) {
    run.signal.throwIfAborted()
    const [place] = await db.rows<{ after_id: number }>('SELECT after_id FROM lead_term_backfill')
    if (!place) return
    const rows = await db.rows<{ id: number }>(
      `SELECT id FROM leads WHERE id > $1 ORDER BY id LIMIT ${BATCH}`,
      [place.after_id],
    )
    const last = rows.at(-1)
    if (last) {
      await compareLeads(
        db,
        crypto,
        rows.map(row => row.id),
        { withTerms: true },
      )
      await db.rows('UPDATE lead_term_backfill SET after_id = $1', [last.id])
    } else await db.rows('DELETE FROM lead_term_backfill')
  }
}

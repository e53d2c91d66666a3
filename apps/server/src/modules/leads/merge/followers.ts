import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { consentFollower } from '../consent/consent-follower.ts'

/**
 * Rows that belong to leads, of this module or of one above it, and what a merge does with them. Modules above hand theirs in by
 * `modules/index.ts`; a test finds every column that refers to a lead and fails when nobody answers for it.
 */
export interface LeadFollower {
  /** What the rows are, in a word for the preview: `activities`. Unique. */
  name: string
  /** Columns that this answers for: `activities.lead_id`. */
  columns: readonly string[]
  /** How many rows would go over. */
  count(db: Connection, loserId: number): Promise<number>
  /** Makes the loser's rows the winner's, within the merge. What it answers (JSON) is handed to `onUndo`. */
  onMerge(tx: Transaction, loserId: number, winnerId: number): Promise<unknown>
  /** Gives back what `onMerge` took, as far as it is still the winner's. */
  onUndo(tx: Transaction, loserId: number, winnerId: number, memory: unknown): Promise<void>
  /** The stage that the loser stands in after it, where that has changed meanwhile. */
  stageAfterUndo?(tx: Transaction, memory: unknown): Promise<number | null>
}

/** A follower for the usual case: each row of the loser becomes the winner's. `key` is the table's one-column primary key. */
export function movingRows(
  name: string,
  table: string,
  { column = 'lead_id', key = 'id' } = {},
): LeadFollower {
  return {
    name,
    columns: [`${table}.${column}`],
    async count(db, loserId) {
      const [row] = await db.rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`,
        [loserId],
      )
      return row?.n ?? 0
    },
    async onMerge(tx, loserId, winnerId) {
      const rows = await tx.rows<{ key: unknown }>(
        `UPDATE ${table} SET ${column} = $2 WHERE ${column} = $1 RETURNING ${key} AS key`,
        [loserId, winnerId],
      )
      return rows.map(row => row.key)
    },
    async onUndo(tx, loserId, winnerId, memory) {
      await tx.rows(
        `UPDATE ${table} SET ${column} = $1 WHERE ${column} = $2 AND ${key}::text IN (SELECT jsonb_array_elements_text($3::jsonb))`,
        [loserId, winnerId, JSON.stringify(memory)],
      )
    },
  }
}

/** The timeline: events go over with a note of where they came from, so that a chain of merges is undone step by step, and the
 *  versions they name are not taken for the winner's. */
const timeline: LeadFollower = {
  name: 'history',
  columns: ['events.lead_id'],
  async count(db, loserId) {
    const [row] = await db.rows<{ n: number }>('SELECT count(*)::int AS n FROM events WHERE lead_id = $1', [
      loserId,
    ])
    return row?.n ?? 0
  },
  async onMerge(tx, loserId, winnerId) {
    await tx.rows(
      `UPDATE events SET lead_id = $2, data = data || jsonb_build_object('merged_from',
         coalesce(data->'merged_from', '[]') || to_jsonb($1::int))
       WHERE lead_id = $1`,
      [loserId, winnerId],
    )
    return null
  },
  async onUndo(tx, loserId, winnerId) {
    await tx.rows(
      `UPDATE events SET lead_id = $1, data = CASE WHEN jsonb_array_length(data->'merged_from') = 1 THEN data - 'merged_from'
         ELSE jsonb_set(data, '{merged_from}', (data->'merged_from') - -1) END
       WHERE lead_id = $2 AND data->'merged_from'->-1 = to_jsonb($1::int)`,
      [loserId, winnerId],
    )
  },
}

/** Who asks for the loser asks for the winner; whoever asks for both keeps one request. */
const accessRequests: LeadFollower = {
  name: 'access_requests',
  columns: ['lead_access_requests.lead_id'],
  async count(db, loserId) {
    const [row] = await db.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM lead_access_requests WHERE lead_id = $1',
      [loserId],
    )
    return row?.n ?? 0
  },
  async onMerge(tx, loserId, winnerId) {
    const closed = await tx.rows<{ id: number }>(
      `UPDATE lead_access_requests r SET status = 'closed' WHERE r.lead_id = $1 AND r.status = 'open'
         AND EXISTS (SELECT FROM lead_access_requests o WHERE o.lead_id = $2 AND o.requester_id = r.requester_id AND o.status = 'open')
       RETURNING id`,
      [loserId, winnerId],
    )
    const moved = await tx.rows<{ id: number }>(
      'UPDATE lead_access_requests SET lead_id = $2 WHERE lead_id = $1 RETURNING id',
      [loserId, winnerId],
    )
    return { closed: closed.map(row => row.id), moved: moved.map(row => row.id) }
  },
  async onUndo(tx, loserId, winnerId, memory) {
    const { closed, moved } = memory as { closed: number[]; moved: number[] }
    await tx.rows(
      `UPDATE lead_access_requests SET lead_id = $1,
         status = CASE WHEN status = 'closed' AND id = ANY ($4::int[]) THEN 'open' ELSE status END
       WHERE lead_id = $2 AND id = ANY ($3::int[])`,
      [loserId, winnerId, moved, closed],
    )
  },
}

/** Whom the loser was told apart from, the winner is not either. */
const decisions: LeadFollower = {
  name: 'decisions',
  columns: ['duplicate_decisions.lead_id', 'duplicate_decisions.other_id'],
  count: async () => 0,
  async onMerge(tx, loserId, winnerId) {
    const rows = await tx.rows<{ lead_id: number; other_id: number }>(
      `INSERT INTO duplicate_decisions (lead_id, other_id, decision, until, score, decided_by, decided_at)
       SELECT least(x.other, $2), greatest(x.other, $2), x.decision, x.until, x.score, x.decided_by, x.decided_at
       FROM (SELECT CASE WHEN lead_id = $1 THEN other_id ELSE lead_id END AS other, d.* FROM duplicate_decisions d
             WHERE lead_id = $1 OR other_id = $1) x
       WHERE x.other <> $2 AND x.decision <> 'later'
       ON CONFLICT DO NOTHING RETURNING lead_id, other_id`,
      [loserId, winnerId],
    )
    return rows
  },
  async onUndo(tx, _loserId, _winnerId, memory) {
    await tx.rows(
      `DELETE FROM duplicate_decisions d USING jsonb_to_recordset($1::jsonb) AS x (lead_id int, other_id int)
       WHERE d.lead_id = x.lead_id AND d.other_id = x.other_id`,
      [JSON.stringify(memory)],
    )
  },
}

const externalIds: LeadFollower = {
  ...movingRows('external_ids', 'lead_external_ids', {
    key: `system || ' ' || external_id`,
  }),
}

/** What this module has of a lead. */
export const OWN_FOLLOWERS: readonly LeadFollower[] = [
  timeline,
  movingRows('files', 'lead_files'),
  movingRows('deals', 'lead_deals'),
  externalIds,
  accessRequests,
  decisions,
  consentFollower,
]

/** Columns that refer to a lead and stay as they are, each with the reason. */
export const STAYING_COLUMNS: Readonly<Record<string, string>> = {
  'leads.id': 'the lead itself',
  'leads.merged_into': 'written by the merge',
  'lead_ranks.lead_id': 'kept by the triggers of leads: the loser has none while it is put aside',
  'lead_merges.winner_id': 'the record of merges: the losing id leads on, from winner to winner',
  'lead_merges.loser_id': 'the record of merges',
  'lead_terms.lead_id':
    'found again from what the winner is called now; the loser keeps its own for the undo',
  'lead_duplicates.lead_id': 'the loser leaves all pairs, the winner is paired anew',
  'lead_duplicates.other_id': 'the loser leaves all pairs, the winner is paired anew',
  'audit_logs.record_id': 'the audit log is never rewritten',
  'erasures.lead_ids': 'who was erased: an erased lead is merged with nobody',
  'privacy_exports.lead_ids': 'what was taken out, as it was then',
  'erasure_holds.lead_id':
    'whoever is held is held as who they were: the erasure asks for all leads of a person',
  'import_records.record_id':
    'what an import wrote: undoing it takes off what it wrote, and finds a merged lead gone',
  'lead_count_deltas.lead_id': 'says which lead was counted anew',
  'report_changes.lead_id': 'says which lead changed',
  'report_deeds.lead_id': 'figured anew from the activities, of the loser and of the winner',
  'report_leads.lead_id': 'figured anew from the leads, of the loser and of the winner',
  'bulk_change_leads.lead_id': 'what a bulk change did to which lead: undoing it finds a merged lead gone',
}

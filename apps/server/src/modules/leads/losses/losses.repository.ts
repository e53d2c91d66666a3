import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { LeadStatus } from '../leads.schemas.ts'

export interface LostReasonRow {
  id: number
  label: string
  is_retired: boolean
}

export const allReasons = (db: Connection): Promise<LostReasonRow[]> =>
  db.rows<LostReasonRow>('SELECT id, label, is_retired FROM lost_reasons ORDER BY position, id')

/** Raised by every save of the reasons. */
export async function reasonsVersion(db: Connection): Promise<number> {
  const [row] = await db.rows<{ version: number }>('SELECT version FROM lost_reasons_version')
  return row?.version ?? 1
}

/** Two who save at once: one after the other. */
export async function lockReasons(tx: Transaction): Promise<void> {
  await tx.rows('LOCK TABLE lost_reasons IN SHARE ROW EXCLUSIVE MODE')
}

const raiseVersion = (tx: Transaction) => tx.rows('UPDATE lost_reasons_version SET version = version + 1')

/** Puts these in place of all; those with an id keep it. */
export async function writeReasons(
  tx: Transaction,
  reasons: readonly (Omit<LostReasonRow, 'id'> & { id: number | null })[],
): Promise<void> {
  await raiseVersion(tx)
  const rows = JSON.stringify(reasons.map((reason, position) => ({ ...reason, position })))
  const of = 'jsonb_to_recordset($1::jsonb) AS x (id int, label text, is_retired boolean, position int)'
  await tx.rows(`DELETE FROM lost_reasons WHERE id NOT IN (SELECT x.id FROM ${of} WHERE x.id IS NOT NULL)`, [
    rows,
  ])
  await tx.rows(
    `UPDATE lost_reasons r SET label = x.label, is_retired = x.is_retired, position = x.position FROM ${of} WHERE r.id = x.id`,
    [rows],
  )
  await tx.rows(
    `INSERT INTO lost_reasons (label, is_retired, position)
     SELECT x.label, x.is_retired, x.position FROM ${of} WHERE x.id IS NULL`,
    [rows],
  )
}

/** Keeps reasons that came with a file, retired, as long as there is room.
 *  @param most reasons altogether
 *  @returns whether any was new */
export async function keepReasons(
  tx: Transaction,
  labels: readonly string[],
  most: number,
): Promise<boolean> {
  const rows = await tx.rows(
    `WITH known AS (SELECT count(*) AS many, coalesce(max(position), -1) AS last FROM lost_reasons)
     INSERT INTO lost_reasons (label, position, is_retired)
     SELECT x.label, known.last + x.n, true FROM known, unnest($1::text[]) WITH ORDINALITY AS x (label, n)
     WHERE known.many + x.n <= $2 ORDER BY lower(x.label)
     ON CONFLICT (lower(label)) DO NOTHING RETURNING id`,
    [labels, most],
  )
  if (rows.length > 0) await raiseVersion(tx)
  return rows.length > 0
}

/** Two writings of a competitor are one firm when these are equal; of the unique index. */
const competitorKey = (sql: string) => `lower(regexp_replace(${sql}, '\\s', '', 'g'))`

/** A competitor in the writing in which it was first named, which may be this time. */
export async function nameCompetitor(tx: Transaction, said: string): Promise<string> {
  const known = await competitorCalled(tx, said)
  if (known !== undefined) return known
  await tx.rows(
    `INSERT INTO competitors (name) VALUES ($1) ON CONFLICT DO NOTHING`,
    [said],
    'name-competitor',
  )
  // Somebody else may have named it in the same moment.
  return (await competitorCalled(tx, said)) ?? said
}

async function competitorCalled(tx: Transaction, said: string): Promise<string | undefined> {
  const [row] = await tx.rows<{ name: string }>(
    `SELECT name FROM competitors WHERE ${competitorKey('name')} = ${competitorKey('$1')}`,
    [said],
    'competitor-called',
  )
  return row?.name
}

/** Most competitors that are proposed. */
const MOST_PROPOSED = 500

export async function allCompetitors(db: Connection): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(
    `SELECT name FROM competitors ORDER BY named_at DESC, name LIMIT ${MOST_PROPOSED}`,
  )
  return rows.map(({ name }) => name)
}

/** A lead's way into a lost stage or out of one, or the answer to its coming back. */
export interface StageMoveEvent {
  name: 'lead.stage_changed' | 'lead.answered_again'
  at: Date
  actor_id: number | null
  data: {
    from?: number | null
    to?: number
    status?: string
    note?: string
    loss?: { reason?: string | null; competitor?: string | null }
    enquiry?: unknown
    minutes?: number
  }
}

/** The moves of a lead, the oldest first; not those of leads that were merged into it. */
export const movesOf = (db: Connection, leadId: number): Promise<StageMoveEvent[]> =>
  db.rows<StageMoveEvent>(
    `SELECT name, at, actor_id, data FROM events
     WHERE lead_id = $1 AND name IN ('lead.stage_changed', 'lead.answered_again') AND NOT data ? 'merged_from' ORDER BY at, id`,
    [leadId],
    'lead-moves',
  )

/** An older lead with the same phone or e-mail. */
export interface Namesake {
  id: number
  status: LeadStatus
  /** Whether a phone is the same, not only the e-mail. */
  by_phone: boolean
}

/** Living leads with the same phone or e-mail that were there before this one, the one that last changed its stage first. Not those that
 *  came by themselves at the same time: a form that was sent twice. */
export const findNamesakes = (db: Connection, leadId: number): Promise<Namesake[]> =>
  db.rows<Namesake>(
    `SELECT o.id, o.status, EXISTS (
       SELECT FROM lead_duplicates d WHERE d.lead_id = o.id AND d.other_id = $1 AND d.matched_on = 'phone'
     ) AS by_phone FROM leads o
     WHERE o.id IN (SELECT lead_id FROM lead_duplicates WHERE other_id = $1)
       AND o.id < $1 AND o.deleted_at IS NULL
       AND NOT (o.status NOT IN ('lost', 'converted')
         AND abs(extract(epoch FROM o.created_at - (SELECT created_at FROM leads WHERE id = $1))) < 120
         AND EXISTS (SELECT FROM events e WHERE e.lead_id = o.id AND e.name = 'lead.created'
           AND NOT e.data ? 'merged_from' AND (e.data->>'via' = 'api' OR e.data ? 'import_id')))
     ORDER BY o.stage_entered_at DESC, o.id DESC`,
    [leadId],
    'lead-namesakes',
  )

/** Whether the lead has taken in an enquiry between two moments. Read from the merges: an event of this transaction is not there yet. */
export async function hasTakenInEnquiry(
  db: Connection,
  leadId: number,
  { since, until }: { since: Date; until: Date },
): Promise<boolean> {
  const rows = await db.rows(
    `SELECT FROM lead_merges
     WHERE winner_id = $1 AND merged_by IS NULL AND undone_at IS NULL AND merged_at BETWEEN $2 AND $3 LIMIT 1`,
    [leadId, since, until],
    'lead-taken-in',
  )
  return rows.length > 0
}

import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { Scored } from './scorer.ts'

export interface ScoreRow {
  score: number
  probability: number | null
  learned: number
  confidence: 'low' | 'medium' | 'high'
  base: number
  points: Record<string, number>
  model_id: number | null
  updated_at: Date
}

const SCORE_COLUMNS = 'score, probability, learned, confidence, base, points, model_id, updated_at'

/** A score as it is kept. */
export interface ScoreRecord extends Omit<Scored, 'points'> {
  /** Points of each attribute, as JSON. */
  points: string
}

/** Points of less than this say nothing to anybody. */
const TELLING = 0.05

const pointsOf = ({ points }: Scored) =>
  Object.fromEntries(
    points
      .filter(one => Math.abs(one.points) >= TELLING)
      .map(one => [one.name, Math.round(one.points * 100) / 100]),
  )

export const toRecord = (scored: Scored): ScoreRecord => ({
  ...scored,
  points: JSON.stringify(pointsOf(scored)),
})

const ARRAYS = '$1::int[], $2::int[], $3::float8[], $4::float8[], $5::text[], $6::float8[], $7::jsonb[]'
const RECORD = 'lead_id, score, probability, learned, confidence, base, points'

const columnsOf = (records: readonly ScoreRecord[]) => [
  records.map(one => one.leadId),
  records.map(one => one.score),
  records.map(one => one.probability),
  records.map(one => one.learned),
  records.map(one => one.confidence),
  records.map(one => one.base),
  records.map(one => one.points),
]

/** Keeps what the scores are made of.
 *  @returns the leads of which none was kept before */
export async function keepScores(
  tx: Transaction,
  scored: readonly Scored[],
  { modelId, at }: { modelId: number | null; at: Date },
): Promise<number[]> {
  const rows = await tx.rows<{ lead_id: number; is_first: boolean }>(
    `INSERT INTO lead_scores (${RECORD}, model_id, updated_at)
     SELECT n.*, $8, $9 FROM unnest(${ARRAYS}) AS n (${RECORD})
     ORDER BY n.lead_id
     ON CONFLICT (lead_id) DO UPDATE SET score = excluded.score, probability = excluded.probability, learned = excluded.learned,
       confidence = excluded.confidence, base = excluded.base, points = excluded.points, model_id = excluded.model_id,
       updated_at = excluded.updated_at
     RETURNING lead_id, xmax = 0 AS is_first`,
    [...columnsOf(scored.map(toRecord)), modelId, at],
    'scores-keep',
  )
  return rows.filter(row => row.is_first).map(row => row.lead_id)
}

/** Keeps what the scores of new leads are made of, with which their history begins. */
export async function keepFirstScores(
  tx: Transaction,
  scored: readonly Scored[],
  { modelId, at }: { modelId: number | null; at: Date },
): Promise<void> {
  if (scored.length === 0) return
  await tx.rows(
    `WITH kept AS (
       INSERT INTO lead_scores (${RECORD}, model_id, updated_at)
       SELECT n.*, $8, $9 FROM unnest(${ARRAYS}) AS n (${RECORD}) RETURNING lead_id, score
     )
     INSERT INTO lead_score_history (lead_id, score, at) SELECT lead_id, score, $9 FROM kept`,
    [...columnsOf(scored.map(toRecord)), modelId, at],
    'scores-keep-first',
  )
}

/** A lead scored anew by what was known when its kept score was read. */
export interface Rescored extends ScoreRecord {
  /** Who wrote the score that was kept then, as the database tells it; null where none was. */
  writtenBy: string | null
}

/** Keeps those of the scores whose leads nobody has scored since they were read: whoever did so knew more.
 *  @returns the leads whose scores are kept */
export async function keepUnlessNewer(
  tx: Transaction,
  scored: readonly Rescored[],
  { modelId, at }: { modelId: number | null; at: Date },
): Promise<ReadonlySet<number>> {
  if (scored.length === 0) return new Set()
  const rows = await tx.rows<{ lead_id: number }>(
    `WITH n AS (
       SELECT * FROM unnest(${ARRAYS}, $8::text[]) AS n (${RECORD}, written_by)
     ), held AS MATERIALIZED (
       SELECT s.lead_id FROM lead_scores s JOIN n ON n.lead_id = s.lead_id AND n.written_by = s.xmin::text
       ORDER BY s.lead_id FOR NO KEY UPDATE OF s
     ), again AS (
       UPDATE lead_scores s SET score = n.score, probability = n.probability, learned = n.learned, confidence = n.confidence,
         base = n.base, points = n.points, model_id = $9, updated_at = $10
       FROM n JOIN held USING (lead_id) WHERE s.lead_id = n.lead_id RETURNING s.lead_id
     ), first AS (
       INSERT INTO lead_scores (${RECORD}, model_id, updated_at)
       SELECT ${RECORD}, $9, $10 FROM n WHERE written_by IS NULL ORDER BY lead_id ON CONFLICT DO NOTHING RETURNING lead_id
     )
     SELECT lead_id FROM again UNION ALL SELECT lead_id FROM first`,
    [...columnsOf(scored), scored.map(one => one.writtenBy), modelId, at],
    'scores-keep-unless-newer',
  )
  return new Set(rows.map(row => row.lead_id))
}

export interface KeptScore extends ScoreRow {
  /** The transaction that wrote it. */
  written_by: string
}

/** What is kept of the scores of these leads, by lead. */
export async function keptScores(
  db: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, KeptScore>> {
  const rows = await db.rows<KeptScore & { lead_id: number }>(
    `SELECT lead_id, ${SCORE_COLUMNS}, xmin::text AS written_by FROM lead_scores WHERE lead_id = ANY ($1::int[])`,
    [ids],
    'scores-kept',
  )
  return new Map(rows.map(row => [row.lead_id, row]))
}

/** Probabilities closer than this are told alike. */
const SAME_CHANCE = 0.0005

/** Whether a new score tells nobody anything that is not kept already. */
export function saysTheSame(kept: ScoreRow | undefined, scored: Scored, modelId: number | null): boolean {
  if (!kept || kept.model_id !== modelId) return false
  if (kept.score !== scored.score || kept.confidence !== scored.confidence) return false
  if (Math.fround(scored.learned) !== Math.fround(kept.learned)) return false
  if (Math.abs(kept.base - scored.base) >= TELLING || !isSameChance(kept.probability, scored.probability))
    return false
  const points = pointsOf(scored)
  return Object.keys({ ...points, ...kept.points }).every(
    name => Math.abs((points[name] ?? 0) - (kept.points[name] ?? 0)) < 2 * TELLING,
  )
}

function isSameChance(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) < SAME_CHANCE
}

/** Adds the scores of these leads to their history. */
export async function noteScores(tx: Transaction, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await tx.rows(
    `INSERT INTO lead_score_history (lead_id, score, at)
     SELECT lead_id, score, $2 FROM lead_scores WHERE lead_id = ANY ($1::int[])`,
    [ids, at],
    'scores-note',
  )
}

const HISTORY = 100

/** How a lead stands, with its latest scores, the oldest first: of one moment. */
export async function findScore(
  db: Connection,
  leadId: number,
): Promise<(ScoreRow & { history: { score: number; at: string }[] }) | undefined> {
  const [row] = await db.rows<ScoreRow & { history: { score: number; at: string }[] }>(
    `SELECT ${SCORE_COLUMNS}, (
       SELECT coalesce(jsonb_agg(jsonb_build_object('score', h.score, 'at', h.at) ORDER BY h.at, h.id), '[]')
       FROM (SELECT id, score, at FROM lead_score_history WHERE lead_id = $1 ORDER BY at DESC, id DESC LIMIT ${HISTORY}) AS h
     ) AS history
     FROM lead_scores WHERE lead_id = $1`,
    [leadId],
    'score-of',
  )
  return row
}

/** Forgets scores of which the history of these leads no longer tells. */
export async function forgetOldScores(tx: Transaction, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.rows(
    `DELETE FROM lead_score_history h
     USING unnest($1::int[]) AS n (lead_id) CROSS JOIN LATERAL (
       SELECT at, id FROM lead_score_history o WHERE o.lead_id = n.lead_id ORDER BY at DESC, id DESC OFFSET ${HISTORY - 1} LIMIT 1
     ) AS told
     WHERE h.lead_id = n.lead_id AND (h.at, h.id) < (told.at, told.id)`,
    [ids],
    'scores-forget',
  )
}

/** Leads with an open follow-up within a day of the moment, before or after it. */
export async function dueLeads(db: Connection, at: Date): Promise<number[]> {
  const rows = await db.rows<{ lead_id: number }>(
    `SELECT DISTINCT lead_id FROM follow_ups
     WHERE done_at IS NULL AND due_at BETWEEN $1::timestamptz - interval '1 day' AND $1::timestamptz + interval '1 day'
     ORDER BY lead_id`,
    [at],
  )
  return rows.map(row => row.lead_id)
}

/** Open leads after `after`, by id. */
export async function openIds(db: Connection, after: number, most: number): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    `SELECT id FROM leads WHERE id > $1 AND deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified')
     ORDER BY id LIMIT $2`,
    [after, most],
  )
  return rows.map(row => row.id)
}

/** The newest open leads. */
export async function newestOpenIds(db: Connection, most: number): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    `SELECT id FROM leads WHERE deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified')
     ORDER BY created_at DESC, id DESC LIMIT $1`,
    [most],
  )
  return rows.map(row => row.id)
}

/** Has leads scored with the next portion. */
export async function markDue(tx: Transaction, leadIds: readonly number[]): Promise<void> {
  if (leadIds.length === 0) return
  await tx.rows(
    `INSERT INTO scoring_due (lead_id) SELECT id FROM leads WHERE id = ANY ($1::int[]) ORDER BY id ON CONFLICT DO NOTHING`,
    [leadIds],
    'scoring-due',
  )
}

/** Takes leads that are to be scored; another worker's are passed by. */
export async function takeDue(tx: Transaction, most: number): Promise<number[]> {
  const rows = await tx.rows<{ lead_id: number }>(
    `DELETE FROM scoring_due WHERE lead_id IN (
       SELECT lead_id FROM scoring_due ORDER BY lead_id LIMIT $1 FOR UPDATE SKIP LOCKED
     ) RETURNING lead_id`,
    [most],
  )
  return rows.map(row => row.lead_id)
}

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

/** Points of less than this say nothing to anybody. */
const TELLING = 0.05

const pointsOf = ({ points }: Scored) =>
  Object.fromEntries(
    points
      .filter(one => Math.abs(one.points) >= TELLING)
      .map(one => [one.name, Math.round(one.points * 100) / 100]),
  )

/** Keeps what the scores are made of. */
export async function keepScores(
  tx: Transaction,
  scored: readonly Scored[],
  { modelId, at }: { modelId: number | null; at: Date },
): Promise<void> {
  await tx.rows(
    `INSERT INTO lead_scores (lead_id, score, probability, learned, confidence, base, points, model_id, updated_at)
     SELECT n.lead_id, n.score, n.probability, n.learned, n.confidence, n.base, n.points, $8, $9
     FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[], $5::text[], $6::float8[], $7::jsonb[])
       AS n (lead_id, score, probability, learned, confidence, base, points)
     ORDER BY n.lead_id
     ON CONFLICT (lead_id) DO UPDATE SET score = excluded.score, probability = excluded.probability, learned = excluded.learned,
       confidence = excluded.confidence, base = excluded.base, points = excluded.points, model_id = excluded.model_id,
       updated_at = excluded.updated_at`,
    [
      scored.map(one => one.leadId),
      scored.map(one => one.score),
      scored.map(one => one.probability),
      scored.map(one => one.learned),
      scored.map(one => one.confidence),
      scored.map(one => one.base),
      scored.map(one => JSON.stringify(pointsOf(one))),
      modelId,
      at,
    ],
    'scores-keep',
  )
}

/** What is kept of the scores of these leads, by lead. */
export async function keptScores(
  db: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ScoreRow>> {
  const rows = await db.rows<ScoreRow & { lead_id: number }>(
    `SELECT lead_id, ${SCORE_COLUMNS} FROM lead_scores WHERE lead_id = ANY ($1::int[])`,
    [ids],
    'scores-kept',
  )
  return new Map(rows.map(row => [row.lead_id, row]))
}

/** Whether a new score tells nothing that is not kept already. */
export function saysTheSame(kept: ScoreRow | undefined, scored: Scored, modelId: number | null): boolean {
  if (!kept || kept.model_id !== modelId) return false
  const points = pointsOf(scored)
  const names = Object.keys(points)
  return (
    kept.score === scored.score &&
    kept.probability === scored.probability &&
    kept.learned === scored.learned &&
    kept.confidence === scored.confidence &&
    Math.abs(kept.base - scored.base) < TELLING &&
    names.length === Object.keys(kept.points).length &&
    names.every(name => kept.points[name] === points[name])
  )
}

/** Has whoever scores one of these leads wait for the end of the transaction. */
export async function holdScores(tx: Transaction, ids: readonly number[]): Promise<void> {
  await tx.rows(
    'SELECT FROM lead_scores WHERE lead_id = ANY ($1::int[]) ORDER BY lead_id FOR UPDATE',
    [ids],
    'scores-hold',
  )
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

/** Forgets scores of which the history of their lead no longer tells. */
export async function forgetOldScores(db: Connection): Promise<void> {
  await db.rows(
    `DELETE FROM lead_score_history h USING (
       SELECT id, row_number() OVER (PARTITION BY lead_id ORDER BY at DESC, id DESC) AS place FROM lead_score_history
     ) AS p WHERE p.id = h.id AND p.place > ${HISTORY}`,
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
export async function markDue(tx: Transaction, leadId: number): Promise<void> {
  await tx.rows(
    `INSERT INTO scoring_due (lead_id) SELECT id FROM leads WHERE id = $1 ON CONFLICT DO NOTHING`,
    [leadId],
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

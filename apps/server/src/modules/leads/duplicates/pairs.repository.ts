import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { MatchKind } from '../lead-duplicates.repository.ts'
import type { Decision } from './pairs.schemas.ts'

/** Two leads that may be one person, and what was said of them. */
export interface PairRow {
  lead_id: number
  other_id: number
  kinds: MatchKind[]
  is_strong: boolean
  score: number | null
  found_at: Date | null
  decision: Decision | null
  decided_by: number | null
  decided_at: Date | null
  until: Date | null
}

export interface PairPage {
  /** A condition on `leads a` and `leads b`: the caller reaches one of the two. */
  where: { sql: string; values: unknown[] }
  strength: 'strong' | 'weak' | undefined
  before: { otherId: number; leadId: number } | null
  limit: number
}

/** Suspected pairs, newest first, straight along the index: those put off that are due again among the open ones. */
export function listSuspected(db: Connection, isPutOff: boolean, page: PairPage): Promise<PairRow[]> {
  const { values, conditions } = start(page, 'd')
  const having = {
    strong: `HAVING bool_or(d.strength = 'strong')`,
    weak: `HAVING NOT bool_or(d.strength = 'strong')`,
  }
  return db.rows(
    `SELECT d.lead_id, d.other_id, array_agg(d.matched_on ORDER BY d.strength, d.matched_on DESC) AS kinds,
            bool_or(d.strength = 'strong') AS is_strong, max(d.score) AS score, min(d.created_at) AS found_at,
            min(x.decision) AS decision, min(x.decided_by) AS decided_by, min(x.decided_at) AS decided_at, min(x.until) AS until
     FROM lead_duplicates d JOIN leads a ON a.id = d.lead_id AND a.deleted_at IS NULL JOIN leads b ON b.id = d.other_id AND b.deleted_at IS NULL
     LEFT JOIN duplicate_decisions x ON x.lead_id = d.lead_id AND x.other_id = d.other_id
     WHERE d.strength <> 'household' AND coalesce(x.until > now(), false) = ${isPutOff} AND ${conditions}
     GROUP BY d.other_id, d.lead_id ${page.strength ? having[page.strength] : ''}
     ORDER BY d.other_id DESC, d.lead_id DESC LIMIT $${values.push(page.limit)}`,
    values,
  )
}

/** Pairs that somebody told apart or called one household. */
export function listSettled(db: Connection, page: PairPage): Promise<PairRow[]> {
  const { values, conditions } = start(page, 'x')
  return db.rows(
    `SELECT x.lead_id, x.other_id, '{}'::text[] AS kinds, false AS is_strong, x.score, NULL::timestamptz AS found_at,
            x.decision, x.decided_by, x.decided_at, x.until
     FROM duplicate_decisions x
     JOIN leads a ON a.id = x.lead_id AND a.deleted_at IS NULL JOIN leads b ON b.id = x.other_id AND b.deleted_at IS NULL
     WHERE x.decision <> 'later' AND ${conditions}
     ORDER BY x.other_id DESC, x.lead_id DESC LIMIT $${values.push(page.limit)}`,
    values,
  )
}

function start({ where, before }: PairPage, alias: string) {
  const values = [...where.values]
  if (!before) return { values, conditions: where.sql }
  const place = `($${values.push(before.otherId)}::int, $${values.push(before.leadId)}::int)`
  return { values, conditions: `${where.sql} AND (${alias}.other_id, ${alias}.lead_id) < ${place}` }
}

export interface DecisionRow {
  decision: Decision
  score: number | null
  until: Date | null
}

export async function findDecision(
  db: Connection,
  leadId: number,
  otherId: number,
): Promise<DecisionRow | undefined> {
  const [row] = await db.rows<DecisionRow>(
    'SELECT decision, score, until FROM duplicate_decisions WHERE lead_id = $1 AND other_id = $2',
    [leadId, otherId],
  )
  return row
}

export async function writeDecision(
  tx: Transaction,
  pair: { lead_id: number; other_id: number },
  said: DecisionRow & { userId: number; at: Date },
): Promise<void> {
  await tx.rows(
    `INSERT INTO duplicate_decisions (lead_id, other_id, decision, score, until, decided_by, decided_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (lead_id, other_id) DO UPDATE SET decision = excluded.decision, score = coalesce(excluded.score, duplicate_decisions.score),
       until = excluded.until, decided_by = excluded.decided_by, decided_at = excluded.decided_at`,
    [pair.lead_id, pair.other_id, said.decision, said.score, said.until, said.userId, said.at],
  )
}

export async function dropDecision(
  tx: Transaction,
  pair: { lead_id: number; other_id: number },
): Promise<void> {
  await tx.rows('DELETE FROM duplicate_decisions WHERE lead_id = $1 AND other_id = $2', [
    pair.lead_id,
    pair.other_id,
  ])
}

/** Takes what made one pair away, except for a shared address; answers the score of the names. */
export async function dropPair(
  tx: Transaction,
  pair: { lead_id: number; other_id: number },
): Promise<number | null> {
  const rows = await tx.rows<{ matched_on: MatchKind; score: number }>(
    `DELETE FROM lead_duplicates WHERE lead_id = $1 AND other_id = $2 AND matched_on <> 'address' RETURNING matched_on, score`,
    [pair.lead_id, pair.other_id],
  )
  return rows.find(row => row.matched_on === 'name')?.score ?? null
}

export async function writePair(
  tx: Transaction,
  pair: { lead_id: number; other_id: number },
  kinds: readonly { matched_on: MatchKind; strength: string; score: number }[],
): Promise<void> {
  await tx.rows(
    `INSERT INTO lead_duplicates (lead_id, other_id, matched_on, strength, score)
     SELECT $1, $2, m, s, c FROM unnest($3::text[], $4::text[], $5::smallint[]) AS x (m, s, c) ON CONFLICT DO NOTHING`,
    [
      pair.lead_id,
      pair.other_id,
      kinds.map(one => one.matched_on),
      kinds.map(one => one.strength),
      kinds.map(one => one.score),
    ],
  )
}

/** A living lead that stands under one of the terms, or that somebody called the same household; nobody who was told apart. */
export interface HousemateRow {
  id: number
  terms: string[]
  is_confirmed: boolean
}

export const findHousemates = (
  db: Connection,
  leadId: number,
  terms: readonly string[],
): Promise<HousemateRow[]> =>
  db.rows(
    `SELECT l.id, array_remove(array_agg(found.term), NULL) AS terms, coalesce(bool_or(x.decision = 'household'), false) AS is_confirmed
     FROM (
       SELECT t.term, t.lead_id FROM unnest($2::text[]) AS asked (term)
       CROSS JOIN LATERAL (SELECT p.term, p.lead_id FROM lead_terms p WHERE p.term = asked.term ORDER BY p.lead_id DESC LIMIT 30) t
       UNION ALL SELECT NULL, other_id FROM lead_duplicates WHERE lead_id = $1 AND matched_on = 'said'
       UNION ALL SELECT NULL, lead_id FROM lead_duplicates WHERE other_id = $1 AND matched_on = 'said'
     ) found
     JOIN leads l ON l.id = found.lead_id AND l.deleted_at IS NULL AND l.id <> $1
     LEFT JOIN duplicate_decisions x ON x.lead_id = least(l.id, $1) AND x.other_id = greatest(l.id, $1) AND x.decision <> 'later'
     WHERE x.decision IS DISTINCT FROM 'not_duplicate'
     GROUP BY l.id ORDER BY l.id DESC LIMIT 20`,
    [leadId, terms],
    'housemates',
  )

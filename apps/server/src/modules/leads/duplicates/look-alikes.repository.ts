import type { Connection, Transaction } from '../../../platform/database/database.ts'

/** A lead as far as comparing it with others goes. */
export interface Comparable {
  id: number
  name: string
  location: string | null
  contact: Buffer | null
  project_type: string | null
  configuration: string | null
  budget: number | null
}

const COLUMNS = 'l.id, l.name, l.location, l.contact, l.project_type, l.configuration, l.budget'

export const findComparable = (db: Connection, ids: readonly number[]): Promise<Comparable[]> =>
  db.rows(
    `SELECT ${COLUMNS} FROM leads l WHERE l.id = ANY ($1::int[]) AND l.deleted_at IS NULL`,
    [ids],
    'leads-to-compare',
  )

/** Living leads under each of the terms, at most `most` of each. */
export const findUnder = (
  db: Connection,
  terms: readonly string[],
  most: number,
): Promise<(Comparable & { term: string })[]> =>
  db.rows(
    `SELECT asked.term, x.* FROM (SELECT DISTINCT unnest($1::text[]) AS term) asked
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM (SELECT t.lead_id FROM lead_terms t WHERE t.term = asked.term LIMIT $2 * 4) p
       JOIN leads l ON l.id = p.lead_id AND l.deleted_at IS NULL LIMIT $2
     ) x`,
    [terms, most],
    'leads-under-terms',
  )

/** How alike two texts are, by their trigrams: 0 to 1. */
export async function similarities(
  db: Connection,
  pairs: readonly (readonly [string, string])[],
): Promise<number[]> {
  if (pairs.length === 0) return []
  const rows = await db.rows<{ alike: number }>(
    'SELECT similarity(a, b) AS alike FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS x (a, b, n) ORDER BY n',
    [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])],
    'similarities',
  )
  return rows.map(row => row.alike)
}

/** A pair that no shared phone or e-mail makes. */
export interface FoundPair {
  lead_id: number
  other_id: number
  matched_on: 'name' | 'address'
  strength: 'weak' | 'household'
  score: number
}

/** The pairs of these leads that were found by name or address. */
export const foundPairsOf = (db: Connection, ids: readonly number[]): Promise<FoundPair[]> =>
  db.rows(
    `SELECT lead_id, other_id, matched_on, strength, score FROM lead_duplicates
     WHERE lead_id = ANY ($1::int[]) AND matched_on IN ('name', 'address')
     UNION SELECT lead_id, other_id, matched_on, strength, score FROM lead_duplicates
     WHERE other_id = ANY ($1::int[]) AND matched_on IN ('name', 'address')`,
    [ids],
  )

/** Of these pairs those that need no flag: told apart by a person, or sharing a phone or an e-mail anyhow. As `1-2`. */
export async function settledAmong(
  db: Connection,
  pairs: readonly { lead_id: number; other_id: number }[],
): Promise<{ decided: Set<string>; strong: Set<string> }> {
  const rows = await db.rows<{ pair: string; is_strong: boolean }>(
    `SELECT x.a || '-' || x.b AS pair, false AS is_strong FROM unnest($1::int[], $2::int[]) AS x (a, b)
     JOIN duplicate_decisions d ON d.lead_id = x.a AND d.other_id = x.b AND d.decision <> 'later'
     UNION SELECT x.a || '-' || x.b, true FROM unnest($1::int[], $2::int[]) AS x (a, b)
     JOIN lead_duplicates d ON d.lead_id = x.a AND d.other_id = x.b AND d.strength = 'strong'`,
    [pairs.map(pair => pair.lead_id), pairs.map(pair => pair.other_id)],
  )
  const named = (isStrong: boolean) =>
    new Set(rows.filter(row => row.is_strong === isStrong).map(row => row.pair))
  return { decided: named(false), strong: named(true) }
}

/** Holds the leads, in the order of their ids, so that their pairs and marks change together. Answers those that live. */
export async function holdLeads(tx: Transaction, ids: readonly number[]): Promise<Set<number>> {
  const rows = await tx.rows<{ id: number }>(
    'SELECT id FROM leads WHERE id = ANY ($1::int[]) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE',
    [ids],
  )
  return new Set(rows.map(row => row.id))
}

export async function addFound(tx: Transaction, pairs: readonly FoundPair[]): Promise<void> {
  if (pairs.length === 0) return
  await tx.rows(
    `INSERT INTO lead_duplicates (lead_id, other_id, matched_on, strength, score)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (lead_id int, other_id int, matched_on text, strength text, score smallint)
     ON CONFLICT (lead_id, other_id, matched_on) DO UPDATE SET score = excluded.score`,
    [JSON.stringify(pairs)],
  )
}

export async function dropFound(tx: Transaction, pairs: readonly FoundPair[]): Promise<void> {
  if (pairs.length === 0) return
  await tx.rows(
    `DELETE FROM lead_duplicates d USING jsonb_to_recordset($1::jsonb) AS x (lead_id int, other_id int, matched_on text)
     WHERE d.lead_id = x.lead_id AND d.other_id = x.other_id AND d.matched_on = x.matched_on`,
    [JSON.stringify(pairs)],
  )
}

/** Gives leads from before their terms of sound and address. */
export async function addTerms(
  tx: Transaction,
  terms: readonly { term: string; id: number }[],
): Promise<void> {
  if (terms.length === 0) return
  await tx.rows(
    'INSERT INTO lead_terms (term, lead_id) SELECT * FROM unnest($1::text[], $2::int[]) ON CONFLICT DO NOTHING',
    [terms.map(one => one.term), terms.map(one => one.id)],
  )
}

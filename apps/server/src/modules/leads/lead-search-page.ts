import type { Connection } from '../../platform/database/database.ts'
import type { SearchTerms, Where } from './lead-filter.ts'
import type { ListedLead } from './leads.repository.ts'

/** Leads of one term that are looked at first; four times as many in each further round. */
const FIRST_ROUND = 300
const MAX_ID = 2_147_483_647

export interface SearchQuestion {
  /** Scope and filters. */
  where: Where
  /** At least one set of terms; a lead must have one of each. */
  terms: SearchTerms
  /** Only leads with a smaller id: the last one of the page before. */
  beforeId: number | null
  limit: number
}

/**
 * The newest leads that a search finds, by id. A common word stands for tens of thousands of leads, of which the newest fill a page:
 * they are taken round by round from the index, more each time for those who see few of them. Of several words, what each finds
 * is gathered whole and what all find is kept.
 */
export async function newestFound(db: Connection, question: SearchQuestion): Promise<ListedLead[]> {
  const [terms] = question.terms
  if (!terms || question.terms.length > 1) return gathered(db, question)
  const found: ListedLead[] = []
  let before = question.beforeId ?? MAX_ID
  for (let round = FIRST_ROUND; found.length < question.limit; round *= 4) {
    const { rows, cut } = await oneRound(
      db,
      question.where,
      terms,
      before,
      round,
      question.limit - found.length,
    )
    found.push(...rows)
    if (cut === 0) break
    before = cut
  }
  return found
}

/** The newest `round` leads of each term. Down to `cut` that is all there is; 0 when nothing is left. */
async function oneRound(
  db: Connection,
  where: Where,
  terms: readonly string[],
  before: number,
  round: number,
  limit: number,
): Promise<{ rows: ListedLead[]; cut: number }> {
  const values = [...where.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const rows = await db.rows<{ cut: number; id: number | null; row_rev: number }>(
    `WITH posted AS MATERIALIZED (
       SELECT t.n, x.lead_id FROM unnest(${put(terms)}::text[]) WITH ORDINALITY AS t (term, n)
       CROSS JOIN LATERAL (
         SELECT p.lead_id FROM lead_terms p WHERE p.term = t.term AND p.lead_id < ${put(before)}::int
         ORDER BY p.lead_id DESC LIMIT ${round}
       ) AS x
     ), cut AS (
       SELECT coalesce(max(lowest), 0) AS id
       FROM (SELECT min(lead_id) AS lowest FROM posted GROUP BY n HAVING count(*) = ${round}) AS full_ones
     )
     SELECT cut.id AS cut, f.id, f.row_rev FROM cut LEFT JOIN LATERAL (
       SELECT l.id, l.row_rev FROM leads l
       JOIN (SELECT DISTINCT lead_id FROM posted WHERE lead_id >= cut.id) AS d ON d.lead_id = l.id
       WHERE ${where.sql} ORDER BY l.id DESC LIMIT ${put(limit)}
     ) AS f ON true`,
    values,
  )
  const listed = rows.flatMap(({ id, row_rev }) => (id === null ? [] : [{ id, row_rev, key: id }]))
  return { rows: listed, cut: listed.length === limit ? 0 : (rows[0]?.cut ?? 0) }
}

function gathered(db: Connection, { where, terms, beforeId, limit }: SearchQuestion): Promise<ListedLead[]> {
  const values = [...where.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const sets = terms.map(set => `SELECT lead_id FROM lead_terms WHERE term = ANY (${put(set)}::text[])`)
  // INTERSECT leaves each lead once; of a single set the doubles have to go.
  const all = sets.length > 1 ? sets.join(' INTERSECT ') : `SELECT DISTINCT lead_id FROM (${sets[0]}) AS s`
  return db.rows<ListedLead>(
    `WITH found AS MATERIALIZED (${all})
     SELECT l.id, l.row_rev, l.id AS key FROM leads l JOIN found f ON f.lead_id = l.id
     WHERE ${where.sql} AND l.id < ${put(beforeId ?? MAX_ID)}::int ORDER BY l.id DESC LIMIT ${put(limit)}`,
    values,
  )
}

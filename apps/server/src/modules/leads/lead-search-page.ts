import type { Connection } from '../../platform/database/database.ts'
import { statementName } from '../../platform/database/statement.ts'
import type { SearchTerms, Where } from './lead-filter.ts'
import type { ListedLead } from './leads.repository.ts'

/** Postings that are looked at first, over all terms of a word; each term gives `LEAST` at least. Four times as many in each further round. */
const FIRST_ROUND = 2400
const LEAST = 100
/** A word that finds so many leads is common: which of two common ones is the rarer makes no difference. */
const COMMON = 3000
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
 * they are taken round by round from the index, more each time for those who see few of them. Of several words the rarest is gone
 * through, and its leads are asked whether they have the others.
 */
export async function newestFound(db: Connection, question: SearchQuestion): Promise<ListedLead[]> {
  const [terms, ...others] = await rarestFirst(db, question.terms)
  if (!terms) return []
  const found: ListedLead[] = []
  let before = question.beforeId ?? MAX_ID
  let depth = Math.max(LEAST, Math.ceil(FIRST_ROUND / terms.length))
  while (found.length < question.limit) {
    const round = { terms, others, before, depth, limit: question.limit - found.length }
    const { rows, cut } = await oneRound(db, question.where, round)
    found.push(...rows)
    if (cut === 0) break
    before = cut
    depth *= 4
  }
  return found
}

async function rarestFirst(db: Connection, sets: SearchTerms): Promise<SearchTerms> {
  if (sets.length < 2) return sets
  const values: (readonly string[])[] = []
  const counts = sets.map(
    set =>
      `(SELECT count(*) FROM (SELECT FROM lead_terms WHERE term = ANY ($${values.push(set)}::text[]) LIMIT ${COMMON}) AS s)`,
  )
  const sql = `SELECT ARRAY[${counts.join(', ')}]::int[] AS counts`
  const [found] = await db.rows<{ counts: number[] }>(sql, values, statementName(sql))
  const leads = found?.counts ?? []
  return sets
    .map((set, n) => ({ set, leads: leads[n] ?? 0 }))
    .sort((one, other) => one.leads - other.leads)
    .map(({ set }) => set)
}

interface Round {
  /** Of the word that is gone through, and of the others. */
  terms: readonly string[]
  others: SearchTerms
  before: number
  /** The newest leads of each term that are looked at. */
  depth: number
  limit: number
}

/** What the newest `depth` leads of each term hold. Down to `cut` that is all there is; 0 when nothing is left. */
async function oneRound(
  db: Connection,
  where: Where,
  { terms, others, before, depth, limit }: Round,
): Promise<{ rows: ListedLead[]; cut: number }> {
  const values = [...where.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const [set, below, most] = [put(terms), put(before), put(depth)]
  const alsoHas = others.map(
    other =>
      ` AND EXISTS (SELECT FROM lead_terms o WHERE o.lead_id = l.id AND o.term = ANY (${put(other)}::text[]))`,
  )
  // The inner one is asked lead by lead from the newest on, and not for more than fill the page.
  const sql = `WITH posted AS MATERIALIZED (
       SELECT t.n, x.lead_id FROM unnest(${set}::text[]) WITH ORDINALITY AS t (term, n)
       CROSS JOIN LATERAL (
         SELECT p.lead_id FROM lead_terms p WHERE p.term = t.term AND p.lead_id < ${below}::int
         ORDER BY p.lead_id DESC LIMIT ${most}::int
       ) AS x
     ), cut AS (
       SELECT coalesce(max(lowest), 0) AS id
       FROM (SELECT min(lead_id) AS lowest FROM posted GROUP BY n HAVING count(*) = ${most}::int) AS full_ones
     )
     SELECT cut.id AS cut, f.id, f.row_rev FROM cut LEFT JOIN LATERAL (
       SELECT d.lead_id AS id, seen.row_rev
       FROM (SELECT DISTINCT lead_id FROM posted WHERE lead_id >= cut.id ORDER BY lead_id DESC) AS d
       CROSS JOIN LATERAL (
         SELECT l.row_rev FROM leads l WHERE l.id = d.lead_id AND ${where.sql}${alsoHas.join('')} OFFSET 0
       ) AS seen
       ORDER BY d.lead_id DESC LIMIT ${put(limit)}::int
     ) AS f ON true`
  const rows = await db.rows<{ cut: number; id: number | null; row_rev: number }>(
    sql,
    values,
    where.isPlain ? statementName(sql) : undefined,
  )
  const listed = rows.flatMap(({ id, row_rev }) => (id === null ? [] : [{ id, row_rev, key: id }]))
  return { rows: listed, cut: listed.length === limit ? 0 : (rows[0]?.cut ?? 0) }
}

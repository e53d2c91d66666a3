import type { Connection, Transaction } from '../../platform/database/database.ts'

/** A living lead that shares one of the asked terms. */
export interface SameContact {
  term: string
  lead_id: number
  owner_id: number | null
  team_id: number | null
}

// In the order of the terms, so that two writers wait for each other and never cross.
const LOCK_TERMS = `SELECT pg_advisory_xact_lock(hashtextextended(t, 7461002))
  FROM (SELECT DISTINCT t FROM unnest($1::text[]) AS t ORDER BY t) AS terms`

// Term by term through the index: joined in one go, a planner without statistics walks all leads. The terms are JSON, of whose length
// the planner assumes nothing: of an array it knows it, finds two terms cheaper than many, and plans anew each time (measured:
// 0.21 ms instead of 0.02).
const SAME_CONTACT = `SELECT x.term, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id
  FROM jsonb_array_elements_text($1::jsonb) AS asked (term)
  CROSS JOIN LATERAL (
    SELECT t.term, t.lead_id FROM lead_terms t WHERE t.term = asked.term ORDER BY t.lead_id DESC LIMIT 100
  ) AS x
  JOIN leads l ON l.id = x.lead_id AND l.deleted_at IS NULL
  ORDER BY l.id DESC LIMIT 20`

/** Later writers of these terms wait for this transaction. */
export async function lockTerms(tx: Transaction, terms: readonly string[]): Promise<void> {
  if (terms.length > 0) await tx.rows(LOCK_TERMS, [terms], 'lock-terms')
}

/** Leads that share a term, newest first, at most 20; later writers of the same terms wait for this transaction. Of two leads with
 *  the same phone that arrive at once, the second sees the first. */
export async function lockSameContact(tx: Transaction, terms: readonly string[]): Promise<SameContact[]> {
  // Sent together; each statement sees what was committed before it began, so the second sees what the first waited for.
  const [, found] = await Promise.all([
    tx.rows(LOCK_TERMS, [terms], 'lock-terms'),
    tx.rows<SameContact>(SAME_CONTACT, [JSON.stringify(terms)], 'same-contact'),
  ])
  return found
}

/** The same without waiting, for a look before writing. */
export const findSameContact = (db: Connection, terms: readonly string[]): Promise<SameContact[]> =>
  db.rows<SameContact>(SAME_CONTACT, [JSON.stringify(terms)], 'same-contact')

/** Pairs a lead with others, and marks them all; raises no version. */
export async function addPairs(
  tx: Transaction,
  leadId: number,
  others: readonly { leadId: number; matchedOn: 'phone' | 'email' }[],
): Promise<void> {
  await tx.rows(
    `WITH pairs AS (
       INSERT INTO lead_duplicates (lead_id, other_id, matched_on)
       SELECT least($1::int, o), greatest($1::int, o), m FROM unnest($2::int[], $3::text[]) AS x (o, m) ON CONFLICT DO NOTHING
     )
     UPDATE leads SET is_duplicate = true WHERE (id = $1 OR id = ANY ($2::int[])) AND NOT is_duplicate`,
    [leadId, others.map(other => other.leadId), others.map(other => other.matchedOn)],
    'add-duplicate-pairs',
  )
}

/** Sets or takes away the mark of a lead; raises no version. */
export async function markDuplicate(tx: Transaction, leadId: number, isDuplicate: boolean): Promise<void> {
  await tx.rows('UPDATE leads SET is_duplicate = $2 WHERE id = $1 AND is_duplicate <> $2', [
    leadId,
    isDuplicate,
  ])
}

/** Forgets all pairs of a lead; answers the leads that are no longer in any pair. Their mark is taken away. */
export async function dropPairs(tx: Transaction, leadId: number): Promise<number[]> {
  const partners = await tx.rows<{ id: number }>(
    `DELETE FROM lead_duplicates WHERE lead_id = $1 OR other_id = $1
     RETURNING CASE WHEN lead_id = $1 THEN other_id ELSE lead_id END AS id`,
    [leadId],
  )
  if (partners.length === 0) return []
  const freed = await tx.rows<{ id: number }>(
    `UPDATE leads l SET is_duplicate = false WHERE l.id = ANY ($1::int[]) AND l.is_duplicate
       AND NOT EXISTS (SELECT 1 FROM lead_duplicates d WHERE d.lead_id = l.id OR d.other_id = l.id) RETURNING l.id`,
    [[...new Set([leadId, ...partners.map(partner => partner.id)])]],
  )
  return freed.map(lead => lead.id)
}

/** The pairs of a lead with living leads. */
export function pairsOf(
  db: Connection,
  leadId: number,
): Promise<(Omit<SameContact, 'term'> & { matched_on: 'phone' | 'email' })[]> {
  return db.rows(
    `SELECT d.matched_on, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id
     FROM (SELECT other_id AS id, matched_on FROM lead_duplicates WHERE lead_id = $1
           UNION ALL SELECT lead_id, matched_on FROM lead_duplicates WHERE other_id = $1) d
     JOIN leads l ON l.id = d.id WHERE l.deleted_at IS NULL ORDER BY l.id DESC LIMIT 50`,
    [leadId],
  )
}

import type { Connection, Transaction } from '../../platform/database/database.ts'

/** A living lead that shares one of the asked terms. */
export interface SameContact {
  term: string
  lead_id: number
  owner_id: number | null
  team_id: number | null
}

/** Leads that share a term, newest first, at most 20; later writers of the same terms wait for this transaction. */
export function lockSameContact(tx: Transaction, terms: readonly string[]): Promise<SameContact[]> {
  return tx.rows<SameContact>('SELECT * FROM find_same_contact($1::text[])', [terms], 'same-contact')
}

/** The same without waiting, for a look before writing. */
export function findSameContact(db: Connection, terms: readonly string[]): Promise<SameContact[]> {
  return db.rows<SameContact>(
    `WITH found AS MATERIALIZED (SELECT term, lead_id FROM lead_terms WHERE term = ANY ($1::text[]))
     SELECT f.term, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id FROM found f JOIN leads l ON l.id = f.lead_id
     WHERE l.deleted_at IS NULL ORDER BY l.id DESC LIMIT 20`,
    [terms],
    'look-same-contact',
  )
}

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
     UPDATE leads SET is_duplicate = true WHERE id = ANY ($2::int[]) AND NOT is_duplicate`,
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

/** Of these terms, those that a living lead has. */
export async function findTakenTerms(db: Connection, terms: readonly string[]): Promise<Set<string>> {
  if (terms.length === 0) return new Set()
  const rows = await db.rows<{ term: string }>(
    `SELECT DISTINCT x.term FROM lead_terms x JOIN leads l ON l.id = x.lead_id
     WHERE x.term = ANY ($1::text[]) AND l.deleted_at IS NULL`,
    [terms],
  )
  return new Set(rows.map(row => row.term))
}

import type { Connection, Transaction } from '../../platform/database/database.ts'

/** A living lead that shares one of the asked terms. */
export interface SameContact {
  term: string
  lead_id: number
  owner_id: number | null
  team_id: number | null
  is_lost: boolean
}

// In the order of the terms, so that two writers wait for each other and never cross.
const LOCK_TERMS = `SELECT pg_advisory_xact_lock(hashtextextended(t, 7461002))
  FROM (SELECT DISTINCT t FROM unnest($1::text[]) AS t ORDER BY t) AS terms`

// Term by term through the index: joined in one go, a planner without statistics walks all leads. The terms are JSON, of whose length
// the planner assumes nothing: of an array it knows it, finds two terms cheaper than many, and plans anew each time (measured:
// 0.21 ms instead of 0.02).
const sameContact = (
  condition: string,
) => `SELECT x.term, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id, l.status = 'lost' AS is_lost
  FROM jsonb_array_elements_text($1::jsonb) AS asked (term)
  CROSS JOIN LATERAL (
    SELECT t.term, t.lead_id FROM lead_terms t WHERE t.term = asked.term ORDER BY t.lead_id DESC LIMIT 100
  ) AS x
  JOIN leads l ON l.id = x.lead_id AND l.deleted_at IS NULL${condition}
  ORDER BY l.id DESC LIMIT 20`
const SAME_CONTACT = sameContact('')
/** Without those of which somebody said that they are somebody else. */
const SAME_CONTACT_AS = sameContact(` WHERE l.id <> $2 AND NOT EXISTS (SELECT FROM duplicate_decisions d
    WHERE d.lead_id = least(l.id, $2) AND d.other_id = greatest(l.id, $2) AND d.decision <> 'later')`)

/** Later writers of these terms wait for this transaction. */
export async function lockTerms(tx: Transaction, terms: readonly string[]): Promise<void> {
  if (terms.length > 0) await tx.rows(LOCK_TERMS, [terms], 'lock-terms')
}

/** Leads that share a term, newest first, at most 20; later writers of the same terms wait for this transaction. Of two leads with
 *  the same phone that arrive at once, the second sees the first. With `leadId` others than that lead, and none that somebody
 *  told apart from it. */
export async function lockSameContact(
  tx: Transaction,
  terms: readonly string[],
  leadId: number | null,
): Promise<SameContact[]> {
  // Sent together; each statement sees what was committed before it began, so the second sees what the first waited for.
  const [, found] = await Promise.all([
    tx.rows(LOCK_TERMS, [terms], 'lock-terms'),
    leadId === null
      ? tx.rows<SameContact>(SAME_CONTACT, [JSON.stringify(terms)], 'same-contact')
      : tx.rows<SameContact>(SAME_CONTACT_AS, [JSON.stringify(terms), leadId], 'same-contact-as'),
  ])
  return found
}

/** The same without waiting, for a look before writing. */
export const findSameContact = (db: Connection, terms: readonly string[]): Promise<SameContact[]> =>
  db.rows<SameContact>(SAME_CONTACT, [JSON.stringify(terms)], 'same-contact')

/** The leads whose marks may change with these: paired with one of them, or living under one of the terms. */
export async function findPaired(
  db: Connection,
  ids: readonly number[],
  terms: readonly string[],
): Promise<number[]> {
  const [paired, sharing] = await Promise.all([
    db.rows<{ id: number }>(
      `SELECT other_id AS id FROM lead_duplicates WHERE lead_id = ANY ($1::int[])
       UNION SELECT lead_id FROM lead_duplicates WHERE other_id = ANY ($1::int[])
       UNION SELECT other_id FROM duplicate_decisions WHERE lead_id = ANY ($1::int[]) AND decision = 'household'
       UNION SELECT lead_id FROM duplicate_decisions WHERE other_id = ANY ($1::int[]) AND decision = 'household'`,
      [ids],
      'leads-paired',
    ),
    findSameContact(db, terms),
  ])
  return [...paired.map(({ id }) => id), ...sharing.map(({ lead_id }) => lead_id)]
}

/** Keeps the mark of a lead from being changed by others until the transaction ends. */
export const holdMark = (tx: Transaction, leadId: number): Promise<unknown> =>
  tx.rows('SELECT FROM leads WHERE id = $1 FOR NO KEY UPDATE', [leadId], 'hold-mark')

/** Pairs a lead with others, and marks them all; raises no version. */
export async function addPairs(
  tx: Transaction,
  leadId: number,
  others: readonly { leadId: number; matchedOn: 'phone' | 'email' }[],
): Promise<void> {
  const ids = [leadId, ...others.map(other => other.leadId)]
  // Held by a statement of its own, in the order of ids. One that both held and changed a row would begin with the version that its snapshot
  // has of it: who holds on to that while they wait for the new one waits for us, and we for them.
  await Promise.all([
    tx.rows(
      'SELECT FROM leads WHERE id = ANY ($1::int[]) AND NOT is_duplicate ORDER BY id FOR NO KEY UPDATE',
      [ids],
      'hold-unmarked',
    ),
    tx.rows(
      `WITH pairs AS (
         INSERT INTO lead_duplicates (lead_id, other_id, matched_on)
         SELECT least($1::int, o), greatest($1::int, o), m FROM unnest($2::int[], $3::text[]) AS x (o, m) ON CONFLICT DO NOTHING
       )
       UPDATE leads SET is_duplicate = true WHERE (id = $1 OR id = ANY ($2::int[])) AND NOT is_duplicate`,
      [leadId, others.map(other => other.leadId), others.map(other => other.matchedOn)],
      'add-duplicate-pairs',
    ),
  ])
}

/** Sets or takes away the mark of a lead; raises no version. */
export async function markDuplicate(tx: Transaction, leadId: number, isDuplicate: boolean): Promise<void> {
  await tx.rows('UPDATE leads SET is_duplicate = $2 WHERE id = $1 AND is_duplicate <> $2', [
    leadId,
    isDuplicate,
  ])
}

/** What a pair was made on: a shared phone, e-mail or address, a name that reads alike, or somebody's word. */
export type MatchKind = 'phone' | 'email' | 'name' | 'address' | 'said'

/** What a lead shares for as long as its contact stays as it is. */
export const CONTACT_KINDS: readonly MatchKind[] = ['phone', 'email']
export const ALL_KINDS: readonly MatchKind[] = ['phone', 'email', 'name', 'address', 'said']

/** Forgets the pairs of a lead that were made on one of `kinds`, and corrects the marks of all that were in one;
 *  answers the others of those pairs. */
export async function dropPairs(
  tx: Transaction,
  leadId: number,
  kinds: readonly MatchKind[],
): Promise<number[]> {
  const partners = await tx.rows<{ id: number }>(
    `DELETE FROM lead_duplicates WHERE (lead_id = $1 OR other_id = $1) AND matched_on = ANY ($2::text[])
     RETURNING CASE WHEN lead_id = $1 THEN other_id ELSE lead_id END AS id`,
    [leadId, kinds],
  )
  const ids = [...new Set(partners.map(partner => partner.id))]
  if (ids.length > 0) await refreshMarks(tx, [leadId, ...ids])
  return ids
}

/** Sets the marks of leads as their pairs have it; raises no version. */
export async function refreshMarks(tx: Transaction, leadIds: readonly number[]): Promise<void> {
  // Held in the order of ids first; what others changed of their pairs until then is seen by the statement after it.
  await tx.rows('SELECT FROM leads WHERE id = ANY ($1::int[]) ORDER BY id FOR NO KEY UPDATE', [leadIds])
  await tx.rows(
    `WITH marks AS (
       SELECT i.id, coalesce(bool_or(d.strength = 'strong'), false) AS is_duplicate,
              coalesce(bool_or(d.strength = 'household'), false) AS in_household
       FROM (SELECT DISTINCT unnest($1::int[]) AS id) i
       LEFT JOIN LATERAL (
         SELECT strength FROM lead_duplicates WHERE lead_id = i.id UNION ALL SELECT strength FROM lead_duplicates WHERE other_id = i.id
       ) d ON true GROUP BY i.id ORDER BY i.id
     )
     UPDATE leads l SET is_duplicate = m.is_duplicate, in_household = m.in_household FROM marks m
     WHERE l.id = m.id AND (l.is_duplicate, l.in_household) IS DISTINCT FROM (m.is_duplicate, m.in_household)`,
    [[...new Set(leadIds)]],
  )
}

/** Pairs a lead with those of which somebody said that they are its household; answers whether there are any. */
export async function pairHousehold(tx: Transaction, leadId: number): Promise<boolean> {
  const partners = await tx.rows<{ id: number }>(
    `INSERT INTO lead_duplicates (lead_id, other_id, matched_on, strength)
     SELECT d.lead_id, d.other_id, 'said', 'household' FROM duplicate_decisions d
     JOIN leads l ON l.id = CASE WHEN d.lead_id = $1 THEN d.other_id ELSE d.lead_id END AND l.deleted_at IS NULL
     WHERE (d.lead_id = $1 OR d.other_id = $1) AND d.decision = 'household'
     ON CONFLICT DO NOTHING RETURNING CASE WHEN lead_id = $1 THEN other_id ELSE lead_id END AS id`,
    [leadId],
  )
  if (partners.length > 0) await refreshMarks(tx, [leadId, ...partners.map(partner => partner.id)])
  return partners.length > 0
}

/** A lead that another one is paired with. */
export interface PairedLead {
  lead_id: number
  matched_on: MatchKind
  strength: 'strong' | 'weak' | 'household'
  owner_id: number | null
  team_id: number | null
  is_lost: boolean
}

/** The living leads that may be the same person, surest first. */
export function pairsOf(db: Connection, leadId: number): Promise<PairedLead[]> {
  return db.rows(
    `SELECT d.matched_on, d.strength, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id, l.status = 'lost' AS is_lost
     FROM (SELECT other_id AS id, matched_on, strength FROM lead_duplicates WHERE lead_id = $1
           UNION ALL SELECT lead_id, matched_on, strength FROM lead_duplicates WHERE other_id = $1) d
     JOIN leads l ON l.id = d.id WHERE l.deleted_at IS NULL AND d.strength <> 'household'
     ORDER BY d.strength, l.id DESC, d.matched_on LIMIT 50`,
    [leadId],
  )
}

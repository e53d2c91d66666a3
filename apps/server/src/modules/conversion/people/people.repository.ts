import type { Connection, Transaction } from '../../../platform/database/database.ts'

/** Who looks after a client, and why the rules chose them. */
export interface ClientPeopleRecord {
  account_owner_id: number | null
  account_owner_reason: string | null
  designer_id: number | null
  designer_reason: string | null
  people_version: number
}

const COLUMNS = 'account_owner_id, account_owner_reason, designer_id, designer_reason, people_version'

/** Holds the client until the transaction ends. */
export async function lockPeople(tx: Transaction, clientId: number): Promise<ClientPeopleRecord | undefined> {
  const rows = await tx.rows<ClientPeopleRecord>(
    `SELECT ${COLUMNS} FROM clients WHERE id = $1 FOR NO KEY UPDATE`,
    [clientId],
    'client-people-lock',
  )
  return rows[0]
}

/** Writes them, one version on. */
export const savePeople = (
  tx: Transaction,
  clientId: number,
  people: Omit<ClientPeopleRecord, 'people_version'>,
): Promise<unknown> =>
  tx.rows(
    `UPDATE clients SET account_owner_id = $2, account_owner_reason = $3, designer_id = $4, designer_reason = $5,
       people_version = people_version + 1 WHERE id = $1`,
    [
      clientId,
      people.account_owner_id,
      people.account_owner_reason,
      people.designer_id,
      people.designer_reason,
    ],
    'client-people-save',
  )

/** Gives a client that nobody looks after yet to somebody who is here. */
export const giveFirstOwner = (
  tx: Transaction,
  clientId: number,
  ownerId: number,
  reason: string,
): Promise<unknown> =>
  tx.rows(
    `UPDATE clients c SET account_owner_id = u.id, account_owner_reason = $3 FROM users u
     WHERE c.id = $1 AND c.account_owner_id IS NULL AND u.id = $2 AND u.is_active`,
    [clientId, ownerId, reason],
    'client-first-owner',
  )

/** Takes whom the rules proposed off a client; whom a person chose stays. */
export const clearProposed = (tx: Transaction, clientId: number): Promise<unknown> =>
  tx.rows(
    `UPDATE clients SET people_version = people_version + 1,
       account_owner_id = CASE WHEN account_owner_reason IS NULL THEN account_owner_id END, account_owner_reason = NULL,
       designer_id = CASE WHEN designer_reason IS NULL THEN designer_id END, designer_reason = NULL
     WHERE id = $1`,
    [clientId],
  )

/** How many clients each person got since then, as `role`. */
export async function clientsSince(
  db: Connection,
  role: 'account_owner' | 'designer',
  since: Date,
): Promise<Map<number, number>> {
  const rows = await db.rows<{ id: number; n: number }>(
    `SELECT ${role}_id AS id, count(*)::int AS n FROM clients WHERE ${role}_id IS NOT NULL AND created_at >= $1 GROUP BY 1`,
    [since],
    `clients-since-${role}`,
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** A conversion that nothing has followed from yet. */
export interface NewConversion {
  id: number
  converted_by: number | null
  converted_at: Date
}

/** Marks what follows from a conversion as done; says whether it was not before. */
export async function markKickedOff(
  tx: Transaction,
  { leadId, clientId, at }: { leadId: number; clientId: number; at: Date },
): Promise<NewConversion | undefined> {
  const rows = await tx.rows<NewConversion>(
    `UPDATE conversions SET kicked_off_at = $3
     WHERE lead_id = $1 AND client_id = $2 AND merged_from IS NULL AND kicked_off_at IS NULL
     RETURNING id, converted_by, converted_at`,
    [leadId, clientId, at],
    'conversion-kick-off',
  )
  return rows[0]
}

export const markProposed = (tx: Transaction, conversionId: number): Promise<unknown> =>
  tx.rows('UPDATE conversions SET proposed_people = true WHERE id = $1', [conversionId])

/** The lead that last became the client. */
export async function latestLeadOf(db: Connection, clientId: number): Promise<number | undefined> {
  const [row] = await db.rows<{ lead_id: number }>(
    `SELECT v.lead_id FROM conversions v JOIN leads l ON l.id = v.lead_id
     WHERE v.client_id = $1 AND v.merged_from IS NULL AND l.deleted_at IS NULL ORDER BY v.converted_at DESC, v.id DESC LIMIT 1`,
    [clientId],
  )
  return row?.lead_id
}

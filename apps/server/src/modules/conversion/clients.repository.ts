import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { ClientReach } from './client-reach.ts'
import type { ProjectDetails } from './conversion.schemas.ts'
import type { ClientPeopleRecord } from './people/people.repository.ts'

export interface ClientRecord extends ClientPeopleRecord {
  id: number
  name: string
  contact: Buffer | null
  location: string | null
  budget: number | null
  project_details: ProjectDetails
  created_at: Date
}

/** A lead that became a client. */
export interface ClientLeadRecord {
  client_id: number
  id: number
  name: string
  project_type: ProjectDetails['project_type']
  budget: number | null
  /** Amount of the quote that was accepted with the conversion, else the budget. */
  value: number | null
  assigned_to: number | null
  converted_at: Date
  converted_by: number | null
  /** Whether the lead itself is in reach, and not only through its client. */
  can_open: boolean
}

const COLUMNS = `c.id, c.name, c.contact, c.location, c.budget, c.project_details, c.created_at,
  c.account_owner_id, c.account_owner_reason, c.designer_id, c.designer_reason, c.people_version`

export async function insertClient(
  tx: Transaction,
  client: Omit<ClientRecord, 'id' | keyof ClientPeopleRecord> & {
    contact_key_id: string | null
    created_by: number | null
  },
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO clients (name, contact, contact_key_id, location, budget, project_details, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      client.name,
      client.contact,
      client.contact_key_id,
      client.location,
      client.budget,
      JSON.stringify(client.project_details),
      client.created_by,
      client.created_at,
    ],
    'insert-client',
  )
  if (!row) throw new Error('the insert returned no client')
  return row.id
}

/** The client that a lead with one of these phones or this e-mail became; the oldest when there are several. */
export async function findByTerms(db: Connection, terms: readonly string[]): Promise<number | null> {
  if (terms.length === 0) return null
  const [row] = await db.rows<{ id: number | null }>(
    `SELECT min(v.client_id) AS id FROM conversion_terms t JOIN conversions v ON v.id = t.conversion_id
     WHERE t.term = ANY ($1::text[])`,
    [terms],
    'client-by-terms',
  )
  return row?.id ?? null
}

export async function findClient(
  db: Connection,
  id: number,
  within: ClientReach,
): Promise<ClientRecord | undefined> {
  const values = [...within.values, id]
  const rows = await db.rows<ClientRecord>(
    `SELECT ${COLUMNS} FROM clients c WHERE c.id = $${values.length} AND ${within.clients}`,
    values,
  )
  return rows[0]
}

/** What a list of clients is narrowed by. */
export interface ClientFilters {
  q?: string | undefined
  account_owner?: number | undefined
  designer?: number | undefined
}

/** A page, newest first. */
export function listClients(
  db: Connection,
  within: ClientReach,
  {
    q,
    account_owner,
    designer,
    after,
    limit,
  }: ClientFilters & { after: readonly unknown[] | null; limit: number },
): Promise<ClientRecord[]> {
  const values = [...within.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const conditions = [within.clients]
  if (q !== undefined) conditions.push(`lower(c.name) LIKE '%' || ${put(literally(q.toLowerCase()))} || '%'`)
  if (account_owner !== undefined) conditions.push(`c.account_owner_id = ${put(account_owner)}`)
  if (designer !== undefined) conditions.push(`c.designer_id = ${put(designer)}`)
  if (after) {
    conditions.push(`(c.created_at, c.id) < (${put(after[0])}::timestamptz, ${put(after[1])}::int)`)
  }
  return db.rows<ClientRecord>(
    `SELECT ${COLUMNS} FROM clients c WHERE ${conditions.join(' AND ')}
     ORDER BY c.created_at DESC, c.id DESC LIMIT ${put(limit)}`,
    values,
  )
}

/** Text as LIKE finds it as it stands. */
const literally = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

/** The living leads that became these clients, the latest first: all of a client that meets `onClient`, else those in reach. */
export function leadsOf(
  db: Connection,
  clientIds: readonly number[],
  { leads, onClient, values: reach }: ClientReach,
): Promise<ClientLeadRecord[]> {
  const values = [...reach, clientIds]
  return db.rows<ClientLeadRecord>(
    `SELECT v.client_id, l.id, l.name, l.project_type, l.budget, coalesce(q.amount, l.budget) AS value, l.assigned_to, v.converted_at, v.converted_by,
       coalesce(${leads}, false) AS can_open
     FROM conversions v JOIN clients c ON c.id = v.client_id JOIN leads l ON l.id = v.lead_id LEFT JOIN quotes q ON q.id = v.quote_id
     WHERE v.client_id = ANY ($${values.length}::int[]) AND v.merged_from IS NULL AND l.deleted_at IS NULL AND (${leads} OR ${onClient})
     ORDER BY v.converted_at DESC, v.id DESC`,
    values,
  )
}

/** Holds clients until the transaction ends, after their leads and in the order of their ids: who else takes one away or joins it waits. */
export const holdClients = (tx: Transaction, ids: readonly number[]): Promise<unknown> =>
  tx.rows('SELECT id FROM clients WHERE id = ANY ($1::int[]) ORDER BY id FOR UPDATE', [ids], 'hold-clients')

/** Keeps a client from being taken away until the transaction ends; says whether it is still there. */
export async function keepClient(tx: Transaction, id: number): Promise<boolean> {
  const rows = await tx.rows('SELECT FROM clients WHERE id = $1 FOR KEY SHARE', [id], 'keep-client')
  return rows.length > 0
}

/** Removes a client that no lead became; says whether it did. */
export async function removeIfNobody(tx: Transaction, id: number): Promise<boolean> {
  const rows = await tx.rows(
    'DELETE FROM clients c WHERE c.id = $1 AND NOT EXISTS (SELECT FROM conversions v WHERE v.client_id = c.id) RETURNING 1',
    [id],
  )
  return rows.length > 0
}

import type { Connection } from '../../platform/database/database.ts'
import type { Lead } from '../leads/index.ts'
import type { ClientReach } from './client-reach.ts'

/** A lead that somebody brought. */
export interface BroughtLead {
  lead_id: number
  name: string
  status: Lead['status']
  stage_id: number
  assigned_to: number | null
}

/** Leads in reach that name this client as who referred them, the newest first; not those that became the client itself. */
export const broughtBy = (
  db: Connection,
  { id, name }: { id: number; name: string },
  { leads, leadValues: values }: ClientReach,
): Promise<BroughtLead[]> =>
  db.rows<BroughtLead>(
    `SELECT l.id AS lead_id, l.name, l.status, l.stage_id, l.assigned_to FROM leads l
     WHERE lower(l.referred_by) = lower($${values.length + 1}) AND l.deleted_at IS NULL AND ${leads}
       AND NOT EXISTS (SELECT FROM conversions v WHERE v.lead_id = l.id AND v.client_id = $${values.length + 2})
     ORDER BY l.id DESC LIMIT 50`,
    [...values, name, id],
  )

/** Who referred the leads of a client that are told, each once, with the client of that name where exactly one is in reach. */
export const referrersOf = (
  db: Connection,
  clientId: number,
  { leads, onClient, clients, values }: ClientReach,
): Promise<{ name: string; client_id: number | null }[]> =>
  db.rows(
    `SELECT named.name, CASE WHEN found.n = 1 THEN found.id END AS client_id FROM (
       SELECT lower(l.referred_by) AS term, min(l.referred_by) AS name, min(v.id) AS first
       FROM conversions v JOIN clients c ON c.id = v.client_id JOIN leads l ON l.id = v.lead_id
       WHERE v.client_id = $${values.length + 1} AND v.merged_from IS NULL AND l.deleted_at IS NULL AND l.referred_by IS NOT NULL
         AND (${leads} OR ${onClient})
       GROUP BY 1
     ) named
     CROSS JOIN LATERAL (
       SELECT count(*) AS n, min(c.id) AS id FROM clients c
       WHERE lower(c.name) = named.term AND c.id <> $${values.length + 1} AND ${clients}
     ) found
     ORDER BY named.first`,
    [...values, clientId],
  )

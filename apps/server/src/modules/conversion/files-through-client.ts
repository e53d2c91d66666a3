import { can, type Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import type { ToldFile } from '../leads/index.ts'
import { clientReach } from './client-reach.ts'

/** Which files of a lead somebody sees who has a place with the client that it became; null for who has none. The account owner sees all.
 *  Whoever designs sees what shows the home, floor plans and photos: neither what was offered, nor what was signed and paid. */
export async function filesThroughClient(
  db: Connection,
  principal: Principal,
  leadId: number,
): Promise<((file: Pick<ToldFile, 'id' | 'kind'>) => boolean) | null> {
  const { leads, onClient, values } = clientReach(principal)
  const [place] = await db.rows<{ is_account_owner: boolean; of_the_sale: number[] }>(
    `SELECT c.account_owner_id IS NOT DISTINCT FROM $${values.length + 1} AND c.account_owner_id IS NOT NULL AS is_account_owner,
       ARRAY(SELECT q.file_id FROM quotes q WHERE q.lead_id = v.lead_id AND q.file_id IS NOT NULL
             UNION SELECT p.file_id FROM booking_payments p WHERE p.lead_id = v.lead_id AND p.file_id IS NOT NULL) AS of_the_sale
     FROM conversions v JOIN clients c ON c.id = v.client_id JOIN leads l ON l.id = v.lead_id
     WHERE v.lead_id = $${values.length + 2} AND v.merged_from IS NULL AND l.deleted_at IS NULL AND (${leads} OR ${onClient})`,
    [...values, principal.userId, leadId],
  )
  if (!place) return null
  if (place.is_account_owner && can(principal, 'CRM', 'view')) return () => true
  return ({ id, kind }) => (kind === 'floor_plan' || kind === 'photo') && !place.of_the_sale.includes(id)
}

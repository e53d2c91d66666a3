import type { Connection } from '../../platform/database/database.ts'
import { ERASED_NAME, type LeadsDoor, type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

const ofLeadsOrClients = 't.lead_id = ANY ($1::int[]) OR t.client_id = ANY ($2::int[])'

/** What this module holds of people. Amounts and days of quotes and payments stay, as books must, without whose they were. */
export function personalHoldings(leads: Pick<LeadsDoor['conversion'], 'contactOf'>): PersonalHolding[] {
  const clients = rowsOfPerson({
    name: 'clients',
    label: 'Client profiles',
    table: 'clients',
    of: 't.id = ANY ($2::int[])',
    tells: 't.id, t.name, t.location AS city, t.budget, t.project_details, t.created_at',
    leaves: `name = '${ERASED_NAME}', contact = NULL, contact_key_id = NULL,
      project_details = jsonb_build_object('project_type', t.project_details->'project_type', 'property_type', NULL, 'configuration', NULL,
        'carpet_area_sqft', NULL, 'style', NULL, 'possession_date', NULL)`,
  })
  return [
    {
      ...clients,
      async tell(db, person) {
        const told = await clients.tell(db, person)
        const sealed = await db.rows<{ id: number; contact: Buffer | null }>(
          'SELECT id, contact FROM clients WHERE id = ANY ($1::int[])',
          [person.clientIds],
        )
        const contacts = new Map(sealed.map(({ id, contact }) => [id, leads.contactOf(contact)]))
        return told.map(client => ({ ...client, ...contacts.get(Number(client.id)) }))
      },
    },
    rowsOfPerson({
      name: 'conversions',
      label: 'When they became a client',
      table: 'conversions',
      of: ofLeadsOrClients,
      tells: 't.converted_at, t.lead_id, t.client_id',
      leaves: 'quote_file_was = NULL',
    }),
    rowsOfPerson({
      name: 'client-keys',
      label: 'What clients are recognised by',
      table: 'conversion_terms',
      of: `t.conversion_id IN (SELECT c.id FROM conversions c WHERE c.lead_id = ANY ($1::int[]) OR c.client_id = ANY ($2::int[]))`,
    }),
    rowsOfPerson({
      name: 'quotes',
      label: 'Quotes',
      table: 'quotes',
      tells: 't.quoted_on, t.amount, t.status, t.sent_at',
      order: 't.id',
      leaves: 'file_id = NULL',
    }),
    rowsOfPerson({
      name: 'payments',
      label: 'Booking payments',
      table: 'booking_payments',
      tells: 't.paid_on, t.amount',
      order: 't.id',
      leaves: 'file_id = NULL',
    }),
  ]
}

/** The clients that these leads became. */
export async function clientsOfLeads(db: Connection, leadIds: readonly number[]): Promise<number[]> {
  const rows = await db.rows<{ client_id: number }>(
    'SELECT DISTINCT client_id FROM conversions WHERE lead_id = ANY ($1::int[]) ORDER BY 1',
    [leadIds],
  )
  return rows.map(({ client_id }) => client_id)
}

/** The leads that became these clients. */
export async function leadsOfClients(db: Connection, clientIds: readonly number[]): Promise<number[]> {
  const rows = await db.rows<{ lead_id: number }>(
    'SELECT DISTINCT lead_id FROM conversions WHERE client_id = ANY ($1::int[]) ORDER BY 1',
    [clientIds],
  )
  return rows.map(({ lead_id }) => lead_id)
}

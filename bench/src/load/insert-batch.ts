import type pg from 'pg'
import { sealContact } from '../../../apps/server/src/modules/leads/contact.ts'
import { leadTerms } from '../../../apps/server/src/modules/leads/lead-terms.ts'
import type { Crypto } from '../../../apps/server/src/platform/crypto/crypto.ts'
import type { InventedLead } from './invent-lead.ts'
import type { Place } from './places.ts'
import { ACTIVITIES_PER_LEAD, momentOfActivity } from './write-activities.ts'

/** A lead as the load writes it. */
export type LoadedLead = InventedLead & Place & { id: number; created_at: Date }

const COLUMNS = {
  id: 'int',
  name: 'text',
  contact: 'bytea',
  contact_key_id: 'text',
  location: 'text',
  language: 'text',
  project_type: 'text',
  configuration: 'text',
  carpet_area_sqft: 'int',
  budget: 'numeric',
  source: 'text',
  status: 'text',
  pipeline_id: 'int',
  stage_id: 'int',
  stage_entered_at: 'timestamptz',
  assigned_to: 'int',
  team_id: 'int',
  created_by: 'int',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  first_response_at: 'timestamptz',
  response_minutes: 'int',
  last_activity_at: 'timestamptz',
}
type Column = keyof typeof COLUMNS
const names = Object.keys(COLUMNS) as Column[]

const INSERT_LEADS = `INSERT INTO leads (${names.join(', ')}) OVERRIDING SYSTEM VALUE
  SELECT * FROM unnest(${names.map((name, i) => `$${i + 1}::${COLUMNS[name]}[]`).join(', ')})`

/** Writes leads with what finds them, as the product would have: contact details encrypted, terms and words beside them. */
export async function insertBatch(
  client: pg.Client,
  crypto: Crypto,
  leads: readonly LoadedLead[],
): Promise<void> {
  const terms: string[] = []
  const termLeads: number[] = []
  const words = new Set<string>()
  const now = Date.now()
  const rows = leads.map((lead): Record<Column, unknown> => {
    const contact = { email: lead.email, phone: lead.phone, phones: [], address: null }
    const found = leadTerms(crypto, { name: lead.name, location: lead.location, contact })
    for (const term of found.terms) {
      terms.push(term)
      termLeads.push(lead.id)
    }
    for (const word of found.words) words.add(word)
    const { email: _email, phone: _phone, ...plain } = lead
    return {
      ...plain,
      ...sealContact(crypto, contact),
      stage_entered_at: stageEntered(lead, now),
      created_by: lead.assigned_to,
      updated_at: lead.created_at,
      first_response_at: momentOfActivity(lead, 1),
      response_minutes: lead.status === 'new' ? null : lead.response_minutes,
      last_activity_at: momentOfActivity(lead, ACTIVITIES_PER_LEAD),
    }
  })
  await client.query(
    INSERT_LEADS,
    names.map(name => rows.map(row => row[name])),
  )
  await client.query('INSERT INTO lead_terms (term, lead_id) SELECT * FROM unnest($1::text[], $2::int[])', [
    terms,
    termLeads,
  ])
  await client.query('INSERT INTO lead_words SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [[...words]])
}

const DAY_MS = 86_400_000
/** A lead needs up to so many days to where it stands. */
const MOST_DAYS = 60

const stageEntered = ({ id, status, created_at }: LoadedLead, now: number): Date =>
  status === 'new' ? created_at : new Date(Math.min(now, created_at.getTime() + (id % MOST_DAYS) * DAY_MS))

import type { Transaction } from '../../platform/database/database.ts'
import { priorityAt } from './lead-priority.ts'
import type { LeadValues } from './leads.repository.ts'

/** A lead that is written together with many others. */
export interface BulkLead {
  id: number
  values: LeadValues
  terms: readonly string[]
  words: readonly string[]
  externalIds: readonly { system: string; id: string }[]
}

/** Ids for so many new leads. */
export async function reserveLeadIds(tx: Transaction, count: number): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    `WITH ids AS MATERIALIZED (SELECT pg_get_serial_sequence('leads', 'id')::regclass AS name)
     SELECT nextval(ids.name)::int AS id FROM ids, generate_series(1, $1)`,
    [count],
    'reserve-lead-ids',
  )
  return rows.map(({ id }) => id)
}

/** The columns of a new lead with their types, as JSON carries them. */
const COLUMNS = {
  id: 'int',
  name: 'text',
  contact: 'text',
  contact_key_id: 'text',
  location: 'text',
  language: 'text',
  project_type: 'text',
  property_type: 'text',
  configuration: 'text',
  carpet_area_sqft: 'int',
  budget: 'numeric',
  style: 'text',
  possession_date: 'date',
  source: 'text',
  campaign_id: 'int',
  referred_by: 'text',
  status: 'text',
  pipeline_id: 'int',
  stage_id: 'int',
  stage_entered_at: 'timestamptz',
  lost_reason: 'text',
  competitor: 'text',
  lost_note: 'text',
  assigned_to: 'int',
  team_id: 'int',
  tags: 'text[]',
  custom: 'jsonb',
  consent: 'jsonb',
  is_duplicate: 'boolean',
  created_by: 'int',
  created_at: 'timestamptz',
  score: 'smallint',
  priority: 'smallint',
  response_due_at: 'timestamptz',
} as const satisfies Record<keyof LeadValues | 'id', string>

const NAMES = Object.keys(COLUMNS)
/** Those that are worked out of others: what else counts for it, no new lead has. */
const WORKED_OUT: Readonly<Record<string, string>> = {
  contact: "decode(l.contact, 'base64')",
  priority: priorityAt('now()', 'l.score'),
}
const NOT_YET =
  'NULL::date AS sleeps_until, NULL::timestamptz AS woke_at, NULL::timestamptz AS next_activity_at'
const INSERT_LEADS = `INSERT INTO leads (${NAMES.join(', ')}, updated_at) OVERRIDING SYSTEM VALUE
  SELECT ${NAMES.map(name => WORKED_OUT[name] ?? `l.${name}`).join(', ')}, l.created_at
  FROM (
    SELECT *, ${NOT_YET} FROM json_to_recordset($1::json) AS r (${Object.entries(COLUMNS)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})
  ) AS l`

/** Writes what finds many leads; may be done before they are written. */
export async function insertTerms(tx: Transaction, leads: readonly BulkLead[]): Promise<void> {
  if (leads.length === 0) return
  const terms = leads.flatMap(({ id, terms }) => terms.map(term => ({ id, term })))
  // In the order of the index, and so that two writers of the same words wait for each other and never cross.
  terms.sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : a.id - b.id))
  const words = [...new Set(leads.flatMap(lead => lead.words))].sort()
  await Promise.all([
    tx.rows(
      'INSERT INTO lead_terms (term, lead_id) SELECT * FROM unnest($1::text[], $2::int[])',
      [terms.map(({ term }) => term), terms.map(({ id }) => id)],
      'insert-terms-of-leads',
    ),
    tx.rows(
      'INSERT INTO lead_words (word) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
      [words],
      'insert-words-of-leads',
    ),
  ])
}

/** Writes many leads, with their ids in other systems. Another lead has none of these, as the caller has seen. */
export async function insertLeads(tx: Transaction, leads: readonly BulkLead[]): Promise<void> {
  if (leads.length === 0) return
  const rows = leads.map(({ id, values }) => ({
    ...values,
    id,
    contact: values.contact?.toString('base64') ?? null,
  }))
  const ids = leads.flatMap(({ id, externalIds }) => externalIds.map(external => ({ lead: id, ...external })))
  await Promise.all([
    tx.rows(INSERT_LEADS, [JSON.stringify(rows)], 'insert-leads'),
    tx.rows(
      'INSERT INTO lead_external_ids (system, external_id, lead_id) SELECT * FROM unnest($1::text[], $2::text[], $3::int[])',
      [ids.map(({ system }) => system), ids.map(({ id }) => id), ids.map(({ lead }) => lead)],
      'insert-external-ids-of-leads',
    ),
  ])
}

/** A lead under an id of another system. */
export interface KnownLead {
  external_id: string
  lead_id: number
  name: string
  owner_id: number | null
  team_id: number | null
  is_deleted: boolean
}

/** Of these ids in another system, the leads that have them, deleted ones included. */
export const leadsByExternalIds = (
  db: Pick<Transaction, 'rows'>,
  system: string,
  ids: readonly string[],
): Promise<KnownLead[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.rows<KnownLead>(
        `SELECT x.external_id, l.name, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id, l.deleted_at IS NOT NULL AS is_deleted
         FROM lead_external_ids x JOIN leads l ON l.id = x.lead_id WHERE x.system = $1 AND x.external_id = ANY ($2::text[])`,
        [system, ids],
        'leads-by-external-ids',
      )

/** A living lead under a term. */
export interface LeadOfTerm {
  term: string
  lead_id: number
  owner_id: number | null
  team_id: number | null
  /** Since when the lead is lost; null for one that is not. */
  lost_at: Date | null
}

/** Of each term the living leads that have it, newest first, at most ten. */
export const leadsByTerms = (
  db: Pick<Transaction, 'rows'>,
  terms: readonly string[],
): Promise<LeadOfTerm[]> =>
  terms.length === 0
    ? Promise.resolve([])
    : db.rows<LeadOfTerm>(
        `SELECT asked.term, l.id AS lead_id, l.assigned_to AS owner_id, l.team_id,
           CASE WHEN l.status = 'lost' THEN l.stage_entered_at END AS lost_at
         FROM unnest($1::text[]) AS asked (term)
         CROSS JOIN LATERAL (
           SELECT t.lead_id FROM lead_terms t WHERE t.term = asked.term ORDER BY t.lead_id DESC LIMIT 10
         ) AS x
         JOIN leads l ON l.id = x.lead_id AND l.deleted_at IS NULL
         ORDER BY l.id DESC`,
        [terms],
        'leads-by-terms',
      )

import type { Connection } from '../../platform/database/database.ts'
import type { Arrival } from '../leads/index.ts'

const DAY_MS = 86_400_000

/** What is known of a lead at a moment, as far as its score goes by it. */
export interface LeadFacts {
  id: number
  source: string | null
  location: string | null
  project_type: string | null
  property_type: string | null
  configuration: string | null
  language: string | null
  campaign_id: number | null
  /** Major units of the firm's currency. */
  budget: number | null
  carpet_area_sqft: number | null
  /** YYYY-MM-DD */
  possession_date: string | null
  has_contact: boolean
  /** What the moment is. */
  at: Date
  /** Days since it came in. */
  age: number
  /** Days before the moment at which the client did something, and at which we did; the latest of each. */
  client_ages: number[]
  firm_ages: number[]
}

/** What is known of a lead that comes in at `at`: nobody has done anything with it yet. */
export const factsOfNew = ({ contact, created_at, ...lead }: Arrival, at: Date): LeadFacts => ({
  ...lead,
  id: 0,
  has_contact: contact !== null,
  at,
  age: (at.getTime() - created_at.getTime()) / DAY_MS,
  client_ages: [],
  firm_ages: [],
})

/** A closed lead as it was known while it was open. */
export interface ClosedLead extends LeadFacts {
  is_converted: boolean
  created_at: Date
  closed_at: Date
}

/** Activities of a lead that are looked at: those before the latest hundred have faded. */
const LATEST = 100
/** Days after its arrival at which a closed lead is looked at, or half-way to its end where that is sooner. */
const LOOKED_AT_DAYS = 14

const COLUMNS = `l.id, l.source, l.location, l.project_type, l.property_type, l.configuration, l.language, l.campaign_id,
  l.budget::float8 AS budget, l.carpet_area_sqft, l.possession_date::text AS possession_date, l.contact IS NOT NULL AS has_contact`

/** What came from the client: their calls and messages, and meetings that took place. */
const BY_CLIENT = `(a.direction = 'in' OR (a.is_contact AND a.type IN ('meeting', 'site_visit')))`

/** How old the lead and what was done with it are at a moment. */
const agesAt = (at: string) =>
  `extract(epoch FROM ${at} - l.created_at)::float8 / 86400 AS age, coalesce(e.client_ages, '{}') AS client_ages, coalesce(e.firm_ages, '{}') AS firm_ages`
const engagements = (at: string) => `LEFT JOIN LATERAL (
    SELECT array_agg(x.age) FILTER (WHERE x.by_client) AS client_ages, array_agg(x.age) FILTER (WHERE NOT x.by_client) AS firm_ages
    FROM (
      SELECT extract(epoch FROM ${at} - a.happened_at)::float8 / 86400 AS age, ${BY_CLIENT} AS by_client
      FROM activities a WHERE a.lead_id = l.id AND a.deleted_at IS NULL AND a.type <> 'note' AND a.happened_at <= ${at}
      ORDER BY a.happened_at DESC, a.id DESC LIMIT ${LATEST}
    ) AS x
  ) AS e ON true`

/** Open leads as they stand now, of those asked for. */
export function openFacts(db: Connection, ids: readonly number[], now: Date): Promise<LeadFacts[]> {
  return db.rows<LeadFacts>(
    `SELECT ${COLUMNS}, $2::timestamptz AS at, ${agesAt('$2::timestamptz')}
     FROM leads l ${engagements('$2::timestamptz')}
     WHERE l.id = ANY ($1::int[]) AND l.deleted_at IS NULL AND l.status IN ('new', 'contacted', 'qualified')`,
    [ids, now],
    'scoring-facts',
  )
}

interface ClosedRow extends ClosedLead {
  /** Fields edited after the moment, each with what it was at the moment. */
  undone: Record<string, unknown>
}

/**
 * Closed leads, the newest `most`, each as it stood at one moment while it was open: activities after it are left out, and fields
 * that were edited later have the value they had. A lead that came in closed already is no lesson, and is left out.
 */
export async function closedLeads(db: Connection, most: number): Promise<ClosedLead[]> {
  const moment = 'm.at'
  const rows = await db.rows<ClosedRow>(
    `SELECT ${COLUMNS}, l.status = 'converted' AS is_converted, l.created_at, l.stage_entered_at AS closed_at, m.at, ${agesAt(moment)},
       coalesce((
         -- The first edit after the moment tells what the field was at the moment.
         SELECT jsonb_object_agg(u.field, u.was) FROM (
           SELECT DISTINCT ON (c.key) c.key AS field, c.value->'from' AS was
           FROM events v CROSS JOIN LATERAL jsonb_each(v.data->'changes') AS c
           WHERE v.lead_id = l.id AND v.name = 'lead.updated' AND v.at > m.at AND NOT v.data ? 'merged_from' AND jsonb_typeof(v.data->'changes') = 'object'
           ORDER BY c.key, v.id
         ) AS u
       ), '{}') AS undone
     FROM (
       SELECT * FROM leads WHERE status IN ('converted', 'lost') AND deleted_at IS NULL AND stage_entered_at > created_at
       ORDER BY created_at DESC, id DESC LIMIT $1
     ) AS l
     CROSS JOIN LATERAL (
       SELECT l.created_at + least(interval '${LOOKED_AT_DAYS} days', (l.stage_entered_at - l.created_at) / 2) AS at
     ) AS m
     ${engagements(moment)}
     ORDER BY l.created_at, l.id`,
    [most],
  )
  return rows.map(({ undone, ...lead }) => ({ ...lead, ...fieldsOf(undone) }))
}

/** Closed leads that came in closed already: how they stood while they were open is not known. */
export async function countClosedAtArrival(db: Connection): Promise<number> {
  const [row] = await db.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM leads
     WHERE status IN ('converted', 'lost') AND deleted_at IS NULL AND stage_entered_at <= created_at`,
  )
  return row?.n ?? 0
}

const EDITABLE = [
  'source',
  'location',
  'project_type',
  'property_type',
  'configuration',
  'language',
  'campaign_id',
  'budget',
  'carpet_area_sqft',
  'possession_date',
] as const satisfies readonly (keyof LeadFacts)[]

function fieldsOf(undone: Record<string, unknown>): Partial<LeadFacts> {
  return Object.fromEntries(EDITABLE.flatMap(field => (field in undone ? [[field, undone[field]]] : [])))
}

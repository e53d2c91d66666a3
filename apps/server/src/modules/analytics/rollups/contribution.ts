/** What is kept of a lead, in the order of the columns of `report_leads`. */
export const KEPT = [
  'lead_id',
  'came_on',
  'team_id',
  'owner_id',
  'arrival',
  'pipeline_id',
  'source',
  'campaign_id',
  'project_type',
  'location',
  'outcome',
  'lost_reason',
  'competitor',
  'worth',
  'budget',
  'minutes',
  'days',
] as const

/** The columns of what is kept, of a table by this name in SQL. */
export const keptOf = (name: string): string => KEPT.map(column => `${name}.${column}`).join(', ')

/** A statement that gives what leads add to the figures now, from their own rows; `zone` stands for the parameter with the firm's zone, `only` is
 *  a condition on `leads l`. The same rules as those of the reports that are figured of the rows themselves. */
export const contributions = (zone: string, only: string): string =>
  `SELECT l.id AS lead_id, (l.created_at AT TIME ZONE ${zone})::date AS came_on, coalesce(l.team_id, 0) AS team_id, coalesce(l.assigned_to, 0) AS owner_id,
     (extract(isodow FROM clock.at) * 24 - 24 + extract(hour FROM clock.at))::smallint AS arrival, l.pipeline_id, l.source::text AS source, l.campaign_id,
     l.project_type::text AS project_type, lower(l.location) AS location,
     CASE l.status WHEN 'converted' THEN 'converted' WHEN 'lost' THEN 'lost' ELSE 'open' END AS outcome, l.lost_reason::text AS lost_reason,
     l.competitor::text AS competitor, CASE WHEN l.status = 'converted' THEN coalesce(q.amount, l.budget) END AS worth, l.budget,
     l.response_minutes AS minutes,
     CASE WHEN l.status = 'converted' AND v.id IS NOT NULL THEN greatest(0, floor(extract(epoch FROM v.converted_at - l.created_at) / 86400))::int END AS days
   FROM leads l LEFT JOIN conversions v ON v.lead_id = l.id AND v.merged_from IS NULL LEFT JOIN quotes q ON q.id = v.quote_id
     LEFT JOIN working_hours own ON own.team_id = l.team_id LEFT JOIN working_hours firm ON firm.team_id IS NULL
     CROSS JOIN LATERAL (SELECT l.created_at AT TIME ZONE coalesce(own.time_zone, firm.time_zone, ${zone}) AS at) AS clock
   WHERE l.deleted_at IS NULL AND ${only}`

/** How cells are parted, beside month, team and owner; '' is not at all. What is not among these is figured of what is kept of each lead. */
export const CELL_DIMENSIONS = {
  '': 'NULL::text',
  source: 'k.source',
  campaign: 'k.campaign_id::text',
  project_type: 'k.project_type',
  pipeline: 'k.pipeline_id::text',
  lost_reason: 'k.lost_reason',
  competitor: 'k.competitor',
} as const
export type CellDimension = keyof typeof CELL_DIMENSIONS
export const isCellDimension = (name: string): name is CellDimension => name in CELL_DIMENSIONS

/** Those by which lost leads alone are parted: they have no medians. */
const OF_LOST: readonly string[] = ['lost_reason', 'competitor']

/** Sums of `k`, what is kept of leads, each with `sign`; the columns of a cell. */
export const CELL_SUMS = {
  received: 'sum(sign)::int',
  converted: "coalesce(sum(sign) FILTER (WHERE outcome = 'converted'), 0)::int",
  lost: "coalesce(sum(sign) FILTER (WHERE outcome = 'lost'), 0)::int",
  answered: 'coalesce(sum(sign) FILTER (WHERE minutes IS NOT NULL), 0)::int',
  revenue: 'coalesce(sum(sign * worth), 0)',
  lost_value: "coalesce(sum(sign * budget) FILTER (WHERE outcome = 'lost'), 0)",
} as const
export const CELL_SUM_NAMES = Object.keys(CELL_SUMS) as (keyof typeof CELL_SUMS)[]

const SUMS = Object.entries(CELL_SUMS)
const MONTH = "date_trunc('month', came_on)::date"
const isNothing = SUMS.map(([, sql]) => `${sql} = 0`).join(' AND ')
const dimensionRows = (some: readonly [string, string][]) =>
  some.map(([name, sql]) => `('${name}', ${sql})`).join(', ')
const ALL_DIMENSIONS = Object.entries(CELL_DIMENSIONS)

/** The cells of the rows of `from`, a table of what is kept with `sign`. */
export const cellsOf = (from: string): string =>
  `SELECT dimension, team_id, owner_id, ${MONTH} AS month, value, ${SUMS.map(([name, sql]) => `${sql} AS ${name}`).join(', ')}
   FROM ${from} AS k CROSS JOIN LATERAL (VALUES ${dimensionRows(ALL_DIMENSIONS)}) AS d (dimension, value)
   WHERE dimension <> ALL ('{${OF_LOST.join(',')}}') OR outcome = 'lost'
   GROUP BY dimension, team_id, owner_id, ${MONTH}, value HAVING NOT (${isNothing})`

/** The spreads of the same. */
export const spreadsOf = (from: string): string =>
  `SELECT measure, dimension, team_id, owner_id, ${MONTH} AS month, value, amount, sum(sign)::int AS n
   FROM ${from} AS k CROSS JOIN LATERAL (VALUES ('minutes', minutes), ('days', days)) AS m (measure, amount)
     CROSS JOIN LATERAL (VALUES ${dimensionRows(ALL_DIMENSIONS.filter(([name]) => !OF_LOST.includes(name)))}) AS d (dimension, value)
   WHERE amount IS NOT NULL GROUP BY measure, dimension, team_id, owner_id, ${MONTH}, value, amount HAVING sum(sign) <> 0`

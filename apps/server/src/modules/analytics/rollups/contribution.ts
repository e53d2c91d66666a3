import { PASSAGES, PASSED, passagesOf } from './passages.ts'
import { packedOf, partsOf, recordOf } from './spread.ts'

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
  'stage_id',
  'expected',
  'since',
  'stands_on',
  'is_awake',
  'passages',
] as const

/** The columns of what is kept, of a table by this name in SQL. */
export const keptOf = (name: string): string => KEPT.map(column => `${name}.${column}`).join(', ')

/** A statement that gives what leads add to the figures now, from their own rows; `zone` stands for the parameter with the firm's zone, `only` makes
 *  a condition of the name of a column with ids of leads. The same rules as those of the reports that are figured of the rows themselves. Passages are
 *  figured where they are asked for. */
export const contributions = (
  zone: string,
  only: (id: string) => string,
  { withPassages = false } = {},
): string =>
  `SELECT l.id AS lead_id, (l.created_at AT TIME ZONE ${zone})::date AS came_on, coalesce(l.team_id, 0) AS team_id, coalesce(l.assigned_to, 0) AS owner_id,
     (extract(isodow FROM clock.at) * 24 - 24 + extract(hour FROM clock.at))::smallint AS arrival, l.pipeline_id, l.source::text AS source, l.campaign_id,
     l.project_type::text AS project_type, lower(l.location) AS location,
     CASE l.status WHEN 'converted' THEN 'converted' WHEN 'lost' THEN 'lost' ELSE 'open' END AS outcome, l.lost_reason::text AS lost_reason,
     l.competitor::text AS competitor, CASE WHEN l.status = 'converted' THEN coalesce(q.amount, l.budget) END AS worth, l.budget,
     l.response_minutes AS minutes,
     CASE WHEN l.status = 'converted' AND v.id IS NOT NULL THEN greatest(0, floor(extract(epoch FROM v.converted_at - l.created_at) / 86400))::int END AS days,
     l.stage_id, CASE WHEN stands.since IS NOT NULL THEN coalesce(offered.amount, l.budget) END AS expected, stands.since,
     (stands.since AT TIME ZONE ${zone})::date AS stands_on, CASE WHEN stands.since IS NOT NULL THEN l.sleeps_until IS NULL END AS is_awake,
     ${withPassages ? 'passed.passages' : 'NULL::bigint[] AS passages'}
   FROM leads l LEFT JOIN conversions v ON v.lead_id = l.id AND v.merged_from IS NULL LEFT JOIN quotes q ON q.id = v.quote_id
     LEFT JOIN quotes offered ON offered.lead_id = l.id AND offered.is_current AND offered.merged_from IS NULL AND offered.status <> 'declined'
     LEFT JOIN working_hours own ON own.team_id = l.team_id LEFT JOIN working_hours firm ON firm.team_id IS NULL
     ${withPassages ? `LEFT JOIN (${passagesOf(only)}) AS passed ON passed.lead_id = l.id` : ''}
     CROSS JOIN LATERAL (SELECT l.created_at AT TIME ZONE coalesce(own.time_zone, firm.time_zone, ${zone}) AS at) AS clock
     CROSS JOIN LATERAL (SELECT CASE WHEN l.status NOT IN ('converted', 'lost') THEN greatest(l.stage_entered_at, l.woke_at) END AS since) AS stands
   WHERE l.deleted_at IS NULL AND ${only('l.id')}`

/** How cells are parted, beside month or third of a month, team and owner; '' is not at all. What is not among these is figured of what is kept of each lead. */
export const CELL_DIMENSIONS = {
  '': 'NULL::text',
  source: 'k.source',
  campaign: 'k.campaign_id::text',
  project_type: 'k.project_type',
  pipeline: 'k.pipeline_id::text',
  lost_reason: 'k.lost_reason',
  competitor: 'k.competitor',
  arrival: "k.arrival / 24 + 1 || '-' || k.arrival % 24",
  stage: 'k.stage_id::text',
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
  open_value: 'coalesce(sum(sign * expected), 0)',
} as const
export type CellSum = keyof typeof CELL_SUMS
export const CELL_SUM_NAMES = Object.keys(CELL_SUMS) as CellSum[]

/** Stands in cells for every owner, and for every team. */
const EVERY = -1
/** Which cells of a dimension there are: of an owner in a team, of a team, of all; each lead is in one of each. Conditions on cells `k`. */
export const LEVELS = {
  owner: 'k.owner_id >= 0',
  team: `k.owner_id = ${EVERY} AND k.team_id >= 0`,
  all: `k.owner_id = ${EVERY} AND k.team_id = ${EVERY}`,
} as const
/** Of the rest there are few cells for each owner, so that these alone are kept. */
const OF_ALL_LEVELS: readonly CellDimension[] = ['source', 'arrival', 'stage']
export const hasLevels = (dimension: CellDimension): boolean => OF_ALL_LEVELS.includes(dimension)
/** Those without levels of which there are cells of thirds of months: what pages ask for before anybody narrows or parts it otherwise. */
const OWNERS_THIRDS: readonly CellDimension[] = ['', 'campaign']
/** The level of which there are cells of thirds of months; null where there are none. */
export const thirdsOf = (dimension: CellDimension): keyof typeof LEVELS | null =>
  hasLevels(dimension) ? 'team' : OWNERS_THIRDS.includes(dimension) ? 'owner' : null
const isOneOf = (dimensions: readonly CellDimension[]) =>
  `dimension = ANY ('{${dimensions.map(name => `"${name}"`).join(',')}}')`
/** The cells that a lead `k` is in, whose and from which day on, and of which dimensions. */
const CELLS = `(VALUES (k.team_id, k.owner_id, false, k.month, 'every'), (k.team_id, ${EVERY}, false, k.month, 'with levels'), (${EVERY}, ${EVERY}, false, k.month, 'with levels'),
  (k.team_id, ${EVERY}, true, k.third, 'with levels'), (k.team_id, k.owner_id, true, k.third, 'without')) AS w (of_team, of_owner, is_third, of_month, of_those)`
const IS_KEPT = `CASE of_those WHEN 'every' THEN true WHEN 'with levels' THEN ${isOneOf(OF_ALL_LEVELS)} ELSE ${isOneOf(OWNERS_THIRDS)} END`

const SUMS = Object.entries(CELL_SUMS)
/** The rows of a table with the first day of the month in which the lead came, and that of the third of it: the 1st, 11th or 21st. Figured once for
 *  each: OFFSET keeps it so. */
const inMonths = (from: string): string =>
  `(SELECT *, date_trunc('month', came_on::timestamp)::date AS month,
     came_on - (extract(day FROM came_on)::int - 1) + 10 * least(2, (extract(day FROM came_on)::int - 1) / 10) AS third FROM ${from} AS k OFFSET 0)`
const isNothing = SUMS.map(([, sql]) => `${sql} = 0`).join(' AND ')
const dimensionRows = (some: readonly [string, string][]) =>
  some.map(([name, sql]) => `('${name}', ${sql})`).join(', ')
const ALL_DIMENSIONS = Object.entries(CELL_DIMENSIONS)

/** The cells of the rows of `from`, a table of what is kept with `sign`. */
export const cellsOf = (from: string): string =>
  `SELECT dimension, is_third, of_team AS team_id, of_owner AS owner_id, of_month AS month, value, ${SUMS.map(([name, sql]) => `${sql} AS ${name}`).join(', ')}
   FROM ${inMonths(from)} AS k CROSS JOIN LATERAL (VALUES ${dimensionRows(ALL_DIMENSIONS)}) AS d (dimension, value) CROSS JOIN LATERAL ${CELLS}
   WHERE (dimension <> ALL ('{${OF_LOST.join(',')}}') OR outcome = 'lost') AND ${IS_KEPT}
   GROUP BY dimension, is_third, of_team, of_owner, of_month, value HAVING NOT (${isNothing})`

/** Of which part of a lead's row a spread is made. */
export type SpreadPart = 'response' | 'stand' | 'passage'
const EVERYTHING = () => 'true'
const MEASURED_BY = ALL_DIMENSIONS.filter(([name]) => ![...OF_LOST, 'stage'].includes(name))

/** How long it took the leads of the same cells: of each measure a row for each lead that has it. `isOf` is a condition on `k` for each part. */
const measuredOf = (from: string, isOf: (part: SpreadPart) => string): string =>
  `SELECT measure, dimension, is_third, of_team AS team_id, of_owner AS owner_id, of_month AS month, value, amount, sign
   FROM (
     SELECT k.team_id, k.owner_id, month, third, sign, measure, dimension, value, amount FROM ${inMonths(from)} AS k
       CROSS JOIN LATERAL (VALUES ('minutes', minutes), ('days', days)) AS m (measure, amount) CROSS JOIN LATERAL (VALUES ${dimensionRows(MEASURED_BY)}) AS d (dimension, value)
     WHERE amount IS NOT NULL AND (measure = 'minutes' OR dimension <> 'arrival') AND ${isOf('response')}
     UNION ALL SELECT k.team_id, k.owner_id, month, third, sign, CASE WHEN is_awake THEN 'awake' ELSE 'asleep' END, 'stage', stage_id::text, ${AGE}
     FROM ${inMonths(from)} AS k WHERE stands_on IS NOT NULL AND ${isOf('stand')}
     UNION ALL SELECT k.team_id, k.owner_id, month, third, sign, 'stay', 'stage', p.stage_id::text, p.days
     FROM ${inMonths(from)} AS k ${PASSAGES} WHERE p.days IS NOT NULL AND ${isOf('passage')}) AS k CROSS JOIN LATERAL ${CELLS}
   WHERE ${IS_KEPT}`

/** Of open leads spreads hold how many days before this one they have stood since: in the order of their ages, whatever day it is. */
export const AGES_BEFORE = "'2100-01-01'::date"
const AGE = `greatest(0, ${AGES_BEFORE} - stands_on)`
/** A record for each open lead `k`, as spreads have it. */
export const AGE_RECORD = recordOf(`greatest(0, ${AGES_BEFORE} - k.stands_on)`, 'sign')

const SPREAD_KEY = 'measure, dimension, is_third, team_id, owner_id, month, value'

/** The spreads of the rows of `from`, as they are kept. */
export const spreadsOf = (from: string): string =>
  `SELECT ${SPREAD_KEY}, ${packedOf('amount', 'n', 'part')} AS spread
   FROM (SELECT ${SPREAD_KEY}, amount, sum(sign)::int AS n FROM (${measuredOf(from, EVERYTHING)}) AS leads GROUP BY ${SPREAD_KEY}, amount) AS counted
     CROSS JOIN LATERAL ${partsOf('n')} AS part
   GROUP BY ${SPREAD_KEY}`

/** What the rows of `from` change in spreads, beside what these are: records in no order. */
export const spreadChangesOf = (from: string): string =>
  `SELECT ${SPREAD_KEY}, string_agg(${recordOf('amount', 'sign')}, ''::bytea) AS records
   FROM (${measuredOf(from, part => `is_${part}`)}) AS leads GROUP BY ${SPREAD_KEY}`

/** What became of leads in the stages they were in before, as it is kept. */
export const passageCellsOf = (from: string): string =>
  `SELECT * FROM (
     SELECT is_third, of_team AS team_id, of_owner AS owner_id, of_month AS month, p.stage_id,
       ${PASSED.map(fate => `coalesce(sum(sign) FILTER (WHERE p.fate = '${fate}'), 0)::int AS ${fate}`).join(', ')}
     FROM ${inMonths(from)} AS k ${PASSAGES} CROSS JOIN LATERAL ${CELLS} WHERE of_those <> 'without'
     GROUP BY is_third, of_team, of_owner, of_month, p.stage_id) AS cells
   WHERE ${PASSED.map(fate => `${fate} <> 0`).join(' OR ')}`

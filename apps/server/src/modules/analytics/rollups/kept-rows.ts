import { reachOf, scopeOf } from '@optimwalls/permissions'
import { statementName } from '../../../platform/database/statement.ts'
import { scopeCondition } from '../../access/index.ts'
import type { Question, ReportNeeds } from '../parted-report.ts'
import { todayIn } from '../range.ts'
import type { DimensionName, Range } from '../reports.schemas.ts'
import { cellMonths, edgesOf } from './cell-months.ts'
import {
  CELL_SUM_NAMES,
  CELL_SUMS,
  type CellDimension,
  type CellSum,
  contributions,
  hasLevels,
  isCellDimension,
  keptOf,
  LEVELS,
} from './contribution.ts'
import { type KeptRow, type RawPart, rowsOf } from './kept-parts.ts'
import { IS_READY, isSaid, readyAndSaid } from './said.ts'
import { recordOf } from './spread.ts'

/** What is asked of the roll-ups. */
export interface KeptAsk {
  /** Of which duration the median is told. */
  measure?: 'minutes' | 'days'
  /** Only lost leads. */
  isOfLost?: boolean
}

const asDay = (value: string) => `to_char(${value}, 'YYYY-MM-DD')`
const asId = (value: string) => `nullif(${value}, 0)::text`
const asText = (value: string) => `${value}::text`
/** By what is grouped, in SQL, and what that is called, which is made for each group alone. */
interface KeptDimension {
  value: string
  text(value: string): string
}
/** Dimensions in what is kept of leads. */
const OF_LEADS: Partial<Record<DimensionName, KeptDimension>> = {
  day: { value: 'k.came_on', text: asDay },
  week: { value: "date_trunc('week', k.came_on)", text: asDay },
  month: { value: "date_trunc('month', k.came_on)", text: asDay },
  source: { value: 'k.source', text: asText },
  campaign: { value: 'k.campaign_id', text: asText },
  project_type: { value: 'k.project_type', text: asText },
  location: { value: 'k.location', text: asText },
  owner: { value: 'k.owner_id', text: asId },
  team: { value: 'k.team_id', text: asId },
  pipeline: { value: 'k.pipeline_id', text: asText },
  lost_reason: { value: 'k.lost_reason', text: asText },
  competitor: { value: 'k.competitor', text: asText },
  arrival: { value: 'k.arrival', text: hour => `${hour} / 24 + 1 || '-' || ${hour} % 24` },
}
/** And in cells, where they are not the dimension by which these are parted. */
const OF_CELLS: Partial<Record<DimensionName, KeptDimension>> = {
  month: { value: 'k.month', text: asDay },
  owner: { value: 'k.owner_id', text: asId },
  team: { value: 'k.team_id', text: asId },
}
const OF_CELL_VALUE: KeptDimension = { value: 'k.value', text: asText }

/** What leads are narrowed by, beside whose they are. */
export const LEAD_FILTERS = ['source', 'campaign_id', 'project_type', 'location', 'pipeline_id'] as const
type FilterName = (typeof LEAD_FILTERS)[number]
const DIMENSION_OF: Record<FilterName, DimensionName> = {
  source: 'source',
  campaign_id: 'campaign',
  project_type: 'project_type',
  location: 'location',
  pipeline_id: 'pipeline',
}

/** The dimension by which the cells that answer this are parted; null where none are, and each lead has to be looked at. */
function cellDimensionOf({ filters, by }: Question): CellDimension | null {
  const needed = new Set(by.filter(name => !OF_CELLS[name]))
  for (const name of LEAD_FILTERS) if (filters[name]?.length) needed.add(DIMENSION_OF[name])
  const [name = '', ...more] = needed
  return more.length === 0 && isCellDimension(name) ? name : null
}

/** The cells that a question sums: the fewest that make up whose leads it is of. */
function levelOf({ principal, filters, by }: Question, dimension: CellDimension): string {
  if (!hasLevels(dimension)) return LEVELS.owner
  const reaches = (['CRM', 'Analytics'] as const).map(module => {
    const scope = scopeOf(principal, module, 'view')
    return scope === null ? null : reachOf(principal, scope)
  })
  const isOfAll = reaches.every(reach => reach?.all)
  if (
    by.includes('owner') ||
    filters.assigned_to?.length ||
    reaches.some(reach => reach && !reach.all && reach.owner !== null)
  )
    return LEVELS.owner
  return by.includes('team') || filters.team_id?.length || !isOfAll ? LEVELS.team : LEVELS.all
}

/** Figures of the leads of a range, of all and by group, from what is kept and, of leads that have changed since, from their own rows: all of one
 *  moment. Null where this is not kept, or not yet. */
export async function keptRows(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  ask: KeptAsk,
): Promise<KeptRow[] | null> {
  if (question.by.some(name => !OF_LEADS[name])) return null
  const values: unknown[] = []
  const text = keptStatement(needs, question, range, ask, value => `$${values.push(value)}`, values)
  const parts = await needs.db.rows<RawPart>(
    text,
    values,
    isUsual(question) ? statementName(text) : undefined,
  )
  if (!parts[0]?.is_ready) return null
  return rowsOf(parts, question.by, ask.isOfLost ? 'lost' : 'received')
}

/** There are few texts of what is asked without filters, so these are planned once. */
export const isUsual = ({ filters, by }: Question): boolean =>
  by.length < 2 &&
  [...LEAD_FILTERS, 'assigned_to' as const, 'team_id' as const].every(name => !filters[name]?.length)

function keptStatement(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  { measure, isOfLost }: KeptAsk,
  put: (value: unknown) => string,
  values: unknown[],
): string {
  const { principal, filters, by } = question
  const columns = { owner: 'k.owner_id', team: 'k.team_id' }
  const conditions = [
    scopeCondition(principal, 'CRM', 'view', columns, values),
    scopeCondition(principal, 'Analytics', 'view', columns, values),
  ]
  const idsOf = (some: readonly string[]) => some.map(id => (id === 'none' ? 0 : Number(id)))
  if (filters.assigned_to?.length)
    conditions.push(`k.owner_id = ANY (${put(idsOf(filters.assigned_to))}::int[])`)
  if (filters.team_id?.length) conditions.push(`k.team_id = ANY (${put(idsOf(filters.team_id))}::int[])`)
  const ofPeople = conditions.join(' AND ')
  const ofLead = [ofPeople, ...(isOfLost ? ["k.outcome = 'lost'"] : [])]
  const dimension = cellDimensionOf(question)
  let ofCell = ofPeople
  for (const name of LEAD_FILTERS) {
    const wanted = filters[name]
    if (!wanted?.length) continue
    const texts = put(
      wanted.map(value => (name === 'location' ? String(value).toLowerCase() : String(value))),
    )
    ofLead.push(`${OF_LEADS[DIMENSION_OF[name]]?.value}::text = ANY (${texts}::text[])`)
    ofCell += ` AND k.value = ANY (${texts}::text[])`
  }
  const months = dimension === null ? null : cellMonths(range, todayIn(needs.timeZone, needs.now()))
  const from = put(range.from)
  const to = put(range.to)
  const inRange = `k.came_on BETWEEN ${from}::date AND ${to}::date`
  const zone = put(needs.timeZone)
  const first = months && put(months.from)
  const before = months && put(months.before)
  const ofMonths = (column: string) => `${column} >= ${first}::date AND ${column} < ${before}::date`
  const isUnsaid = 'k.lead_id NOT IN (SELECT lead_id FROM said)'
  const names = by.map((_, place) => `k${place}`)
  const groups = names.length > 0 ? `GROUP BY ${list(...names)}` : ''

  const leads = [
    // Of leads that changed since, what is theirs now instead of what is kept.
    `SELECT 1 AS sign, ${keptOf('k')} FROM fresh k WHERE ${inRange}`,
    ...(months
      ? [
          `SELECT -1, ${keptOf('k')} FROM report_leads k WHERE ${ofMonths('k.came_on')} AND ${isSaid('k.lead_id')}`,
        ]
      : []),
    ...edgesOf(range, months).map(
      edge =>
        `SELECT ${edge.sign}, ${keptOf('k')} FROM report_leads k WHERE k.came_on BETWEEN ${put(edge.from)}::date AND ${put(edge.to)}::date AND ${isUnsaid}`,
    ),
  ].map(sql => `${sql} AND ${ofLead.join(' AND ')} AND ${IS_READY}`)

  /** The groups of a table `k`, each with its sums and what is measured of it. */
  const grouped = (
    from: string,
    dimensionOf: (name: DimensionName) => KeptDimension | undefined,
    sums: Readonly<Record<CellSum, string>>,
    spread: string,
  ) => `SELECT ARRAY[${list(...by.map((name, place) => `${dimensionOf(name)?.text(`k${place}`)}`))}]::text[] AS k, ${list(...CELL_SUM_NAMES)}, spread FROM (
      SELECT ${list(...by.map((name, place) => `${dimensionOf(name)?.value} AS k${place}`), ...CELL_SUM_NAMES.map(name => `${sums[name]} AS ${name}`), `${measure ? spread : 'NULL::bytea'} AS spread`)}
      FROM ${from} ${groups}) AS g`
  const ofCells = (sums: Readonly<Record<CellSum, string>>, table: string, spread: string) =>
    grouped(
      `${table} AND k.dimension = '${dimension}' AND ${levelOf(question, dimension ?? '')} AND ${ofMonths('k.month')} AND ${ofCell} AND ${IS_READY}`,
      name => OF_CELLS[name] ?? OF_CELL_VALUE,
      sums,
      spread,
    )
  const parts = [
    grouped(
      'leads_one_by_one k',
      name => OF_LEADS[name],
      CELL_SUMS,
      `string_agg(${recordOf(`k.${measure}`, 'sign')}, ''::bytea) FILTER (WHERE k.${measure} IS NOT NULL)`,
    ),
    ...(months ? [ofCells(SUMS_OF_CELLS, 'report_cells k WHERE true', 'NULL::bytea')] : []),
    ...(months && measure
      ? [
          ofCells(
            NO_SUMS,
            `report_spreads k WHERE k.measure = '${measure}'`,
            "string_agg(k.spread, ''::bytea)",
          ),
        ]
      : []),
  ]
  return `WITH ${readyAndSaid(zone)},
    fresh AS (${contributions(zone, isSaid('l.id'))}),
    leads_one_by_one AS (${leads.join(' UNION ALL ')})
    SELECT ready.is_ready, parts.* FROM ready LEFT JOIN (${parts.join(' UNION ALL ')}) AS parts ON parts.received IS NOT NULL`
}

const sumsOf = (sql: (name: CellSum) => string) =>
  Object.fromEntries(CELL_SUM_NAMES.map(name => [name, sql(name)])) as Record<CellSum, string>
const SUMS_OF_CELLS = sumsOf(name => `sum(k.${name})`)
const NO_SUMS = sumsOf(() => '0')
const list = (...parts: readonly string[]): string => parts.join(', ')

import { scopeCondition } from '../../access/index.ts'
import { DIMENSION } from '../dimensions.ts'
import type { Question, ReportNeeds } from '../parted-report.ts'
import { todayIn } from '../range.ts'
import type { DimensionName, Range } from '../reports.schemas.ts'
import { cellMonths } from './cell-months.ts'
import {
  CELL_SUM_NAMES,
  CELL_SUMS,
  type CellDimension,
  contributions,
  isCellDimension,
  keptOf,
} from './contribution.ts'
import { IS_READY, isSaid, readyAndSaid } from './said.ts'

/** What roll-ups know of the leads of a group. */
export type KeptFigures = Record<(typeof CELL_SUM_NAMES)[number], number> & {
  /** Of the measure that was asked for: at or below it lies half of them, and nine tenths. */
  median: number | null
  p90: number | null
}
interface KeptRow {
  is_total: boolean
  k: (string | null)[]
  figures: KeptFigures
}

const NOTHING: KeptFigures = {
  received: 0,
  converted: 0,
  lost: 0,
  answered: 0,
  revenue: 0,
  lost_value: 0,
  median: null,
  p90: null,
}

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
/** Dimensions in what is kept of leads: by what these are grouped, and what that is called, which is made for each group alone. */
const OF_LEADS: Partial<Record<DimensionName, { value: string; text(value: string): string }>> = {
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
const OF_CELLS: Partial<Record<DimensionName, string>> = {
  month: asDay('k.month'),
  owner: asId('k.owner_id'),
  team: asId('k.team_id'),
}

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
  const rows = await needs.db.rows<Omit<KeptRow, 'figures'> & KeptFigures & { is_ready: boolean }>(
    keptStatement(needs, question, range, ask, value => `$${values.push(value)}`, values),
    values,
  )
  if (!rows[0]?.is_ready) return null
  // Of no leads there is not even a sum.
  if (!rows.some(row => row.is_total)) return [{ is_total: true, k: [], figures: NOTHING }]
  return rows.map(({ is_ready: _isReady, is_total, k, ...figures }) => ({ is_total, k, figures }))
}

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
  const keysOf = (sql: (name: DimensionName) => string | undefined) =>
    by.map((name, place) => `${sql(name)} AS k${place}`)
  const measured = measure ? `k.${measure}` : 'NULL::int'

  const leads = [
    // Of leads that changed since, what is theirs now instead of what is kept.
    `SELECT 1 AS sign, ${keptOf('k')} FROM fresh k WHERE ${inRange}`,
    ...(months
      ? [
          `SELECT -1, ${keptOf('k')} FROM report_leads k WHERE ${ofMonths('k.came_on')} AND ${isSaid('k.lead_id')}`,
          `SELECT 1, ${keptOf('k')} FROM report_leads k WHERE ${inRange} AND (k.came_on < ${first}::date OR k.came_on >= ${before}::date) AND ${isUnsaid}`,
          `SELECT -1, ${keptOf('k')} FROM report_leads k WHERE ${ofMonths('k.came_on')} AND (k.came_on < ${from}::date OR k.came_on > ${to}::date) AND ${isUnsaid}`,
        ]
      : [`SELECT 1, ${keptOf('k')} FROM report_leads k WHERE ${inRange} AND ${isUnsaid}`]),
  ].map(sql => `${sql} AND ${ofLead.join(' AND ')} AND ${IS_READY}`)

  const cellKeys = keysOf(name => OF_CELLS[name] ?? 'k.value')
  const cellWhere = (of: string) =>
    `k.dimension = '${dimension}' AND ${ofMonths('k.month')} AND ${of} AND ${IS_READY}`
  const groups = (some: readonly string[]) => (some.length > 0 ? `GROUP BY ${some.join(', ')}` : '')
  const alike = [
    `SELECT ${list(...by.map((name, place) => `${OF_LEADS[name]?.text(`k${place}`)} AS k${place}`), 'amount', 'n', ...CELL_SUM_NAMES)} FROM (
       SELECT ${list(...keysOf(name => OF_LEADS[name]?.value), `${measured} AS amount`, `coalesce(sum(sign) FILTER (WHERE ${measured} IS NOT NULL), 0) AS n`, ...CELL_SUM_NAMES.map(name => `${CELL_SUMS[name]} AS ${name}`))}
       FROM leads_one_by_one k GROUP BY ${list(...names, 'amount')}) AS grouped`,
    ...(months
      ? [
          `SELECT ${list(...cellKeys, 'NULL::int', '0', ...CELL_SUM_NAMES.map(name => `sum(k.${name})`))} FROM report_cells k WHERE ${cellWhere(ofCell)} ${groups(names)}`,
        ]
      : []),
    ...(months && measure
      ? [
          `SELECT ${list(...cellKeys, 'k.amount', 'sum(k.n)', ...CELL_SUM_NAMES.map(() => '0'))} FROM report_spreads k
           WHERE k.measure = '${measure}' AND ${cellWhere(ofCell)} GROUP BY ${list(...names, 'k.amount')}`,
        ]
      : []),
  ]
  const counted = isOfLost ? 'lost' : 'received'
  const added = list('sum(n) AS n', ...CELL_SUM_NAMES.map(name => `sum(${name}) AS ${name}`))
  const group = list('is_total', ...names)
  const percentile = (percent: number) =>
    `min(amount) FILTER (WHERE n > 0 AND upto * 100 >= measured * ${percent})::int`
  return `WITH ${readyAndSaid(zone)},
    fresh AS (${contributions(zone, isSaid('l.id'))}),
    leads_one_by_one AS (${leads.join(' UNION ALL ')}),
    alike AS (${alike.join(' UNION ALL ')}),
    parts AS (SELECT ${names.length > 0 ? 'grouping(k0) = 1' : 'true'} AS is_total, ${list(...names, 'amount', added)} FROM alike
      GROUP BY ${names.length > 0 ? `GROUPING SETS ((amount), (${list('amount', ...names)}))` : 'amount'}),
    ranked AS (SELECT *, sum(n) OVER (PARTITION BY ${group} ORDER BY amount) AS upto, sum(n) OVER (PARTITION BY ${group}) AS measured FROM parts),
    figures AS (SELECT is_total, ARRAY[${list(...names)}]::text[] AS k, ${list(...CELL_SUM_NAMES.map(name => `sum(${name}) AS ${name}`), `${percentile(50)} AS median`, `${percentile(90)} AS p90`)}
      FROM ranked GROUP BY ${group} HAVING sum(${counted}) <> 0)
    SELECT ready.is_ready, figures.* FROM ready LEFT JOIN figures ON true
    ORDER BY ${list(...by.flatMap((name, place) => (DIMENSION[name].isOrdered ? [`k[${place + 1}]`] : [])), `${counted} DESC`, ...by.map((_, place) => `k[${place + 1}]`))}`
}

const list = (...parts: readonly string[]): string => parts.join(', ')

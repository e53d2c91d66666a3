import { reachOf, scopeOf } from '@optimwalls/permissions'
import { scopeCondition } from '../../access/index.ts'
import type { Question, ReportNeeds } from '../parted-report.ts'
import { todayIn } from '../range.ts'
import type { DimensionName, Range } from '../reports.schemas.ts'
import { cellMonths, edgesOf } from './cell-months.ts'
import { type CellSpans, cellSpans, type Span } from './cell-spans.ts'
import { type CellDimension, contributions, hasLevels, keptOf, LEVELS, thirdsOf } from './contribution.ts'
import { IS_READY, isSaid, readyAndSaid } from './said.ts'

const asDay = (value: string) => `to_char(${value}, 'YYYY-MM-DD')`
const asId = (value: string) => `nullif(${value}, 0)::text`
const asText = (value: string) => `${value}::text`
/** By what is grouped, in SQL, and what that is called, which is made for each group alone. */
export interface KeptDimension {
  value: string
  text(value: string): string
}
/** Dimensions in what is kept of leads. */
export const OF_LEADS: Partial<Record<DimensionName, KeptDimension>> = {
  day: { value: 'k.came_on', text: asDay },
  week: { value: "date_trunc('week', k.came_on::timestamp)", text: asDay },
  month: { value: "date_trunc('month', k.came_on::timestamp)", text: asDay },
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
  stage: { value: 'k.stage_id', text: asText },
}
/** And in cells, where they are not the dimension by which these are parted. */
export const OF_CELLS: Partial<Record<DimensionName, KeptDimension>> = {
  month: { value: "date_trunc('month', k.month::timestamp)", text: asDay },
  owner: { value: 'k.owner_id', text: asId },
  team: { value: 'k.team_id', text: asId },
}
export const OF_CELL_VALUE: KeptDimension = { value: 'k.value', text: asText }

/** What leads are narrowed by, beside whose they are. */
export const LEAD_FILTERS = ['source', 'campaign_id', 'project_type', 'location', 'pipeline_id'] as const
type FilterName = (typeof LEAD_FILTERS)[number]
export const DIMENSION_OF: Record<FilterName, DimensionName> = {
  source: 'source',
  campaign_id: 'campaign',
  project_type: 'project_type',
  location: 'location',
  pipeline_id: 'pipeline',
}

/** The cells that a question sums: the fewest that make up whose leads it is of. */
function levelOf({ principal, filters, by }: Question, dimension: CellDimension): keyof typeof LEVELS {
  if (!hasLevels(dimension)) return 'owner'
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
    return 'owner'
  return by.includes('team') || filters.team_id?.length || !isOfAll ? 'team' : 'all'
}

type CellTable = 'report_cells' | 'report_spreads' | 'report_passages'

/** What a question takes from cells: months of its level, and thirds of months where there are some of it or below. */
function takenOf(
  question: Question,
  dimension: CellDimension,
  range: Range,
  today: string,
): (Span & Partial<CellSpans>) | null {
  const thirds = thirdsOf(dimension)
  const isWithThirds = thirds === 'team' ? levelOf(question, dimension) !== 'owner' : thirds === 'owner'
  return isWithThirds ? cellSpans(range, today) : cellMonths(range, today)
}

/** Asks what is kept. There are few texts of what is asked without filters, so these are planned once. */
export function keptFrom<T>(
  { db }: Pick<ReportNeeds, 'db'>,
  { filters, by }: Question,
  text: string,
  values: readonly unknown[],
): Promise<T[]> {
  const isUsual =
    by.length < 2 &&
    [...LEAD_FILTERS, 'assigned_to' as const, 'team_id' as const].every(name => !filters[name]?.length)
  return isUsual ? db.plannedRows<T>(text, values) : db.rows<T>(text, values)
}

/** Leads of a range, ready for SQL. */
export interface KeptLeads {
  values: unknown[]
  /** The first of `values`: whose leads, and what narrows them. */
  reach: readonly unknown[]
  put(value: unknown): string
  /** The parameter with the firm's zone. */
  zone: string
  /** WITH and its tables: `ready`; `said`, which have changed since; `fresh`, what these add now; and `leads_one_by_one`, those that cells lack or have
   *  for nothing, each with its `sign`. */
  head: string
  /** A condition on `k`, what is kept of one lead or figured of it now: whether it is asked for. */
  ofLead: string
  /** The cells that the question is of: of which days, and a condition on a cell `k` but for its day and `dimension`; null where none are taken. */
  cells: readonly { isThird: boolean; span: Span; whose: string }[] | null
  /** The cells of a table that the question is of, in SQL for FROM, still of every `dimension`; null where none are taken. */
  ofCells: ((table: CellTable) => string) | null
}

/** Tells the leads of a question apart: those of whole months, which cells parted by `dimension` have, and those that are read one by one. */
export function keptLeads(
  { timeZone, now }: Pick<ReportNeeds, 'timeZone' | 'now'>,
  question: Question,
  range: Range,
  {
    dimension,
    isOfLost = false,
    withPassages = false,
  }: { dimension: CellDimension | null; isOfLost?: boolean; withPassages?: boolean },
): KeptLeads {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const { principal, filters } = question
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
  const reach = [...values]
  const taken = dimension === null ? null : takenOf(question, dimension, range, todayIn(timeZone, now()))
  ofLead.push(`k.came_on BETWEEN ${put(range.from)}::date AND ${put(range.to)}::date`)
  const inRange = ofLead.join(' AND ')
  const zone = put(timeZone)
  const within = ({ from, before }: Span) => {
    const [first, end] = [put(from), put(before)]
    return (column: string) => `${column} >= ${first}::date AND ${column} < ${end}::date`
  }
  const cameInCells = taken && within(taken)
  const whose = ofLead.slice(0, -1).join(' AND ')
  const leads = [
    // Of leads that changed since, what is theirs now instead of what is kept.
    `SELECT 1 AS sign, ${keptOf('k')} FROM fresh k WHERE ${inRange}`,
    ...(cameInCells
      ? [
          `SELECT -1, ${keptOf('k')} FROM report_leads k WHERE ${cameInCells('k.came_on')} AND ${isSaid('k.lead_id')} AND ${whose}`,
        ]
      : []),
    ...edgesOf(range, taken).map(
      edge =>
        `SELECT ${edge.sign}, ${keptOf('k')} FROM report_leads k WHERE k.came_on BETWEEN ${put(edge.from)}::date AND ${put(edge.to)}::date
           AND ${IS_UNSAID} AND ${whose}`,
    ),
  ].map(sql => `${sql} AND ${IS_READY}`)
  const cells =
    taken &&
    [
      { isThird: false, span: taken.months ?? taken, level: levelOf(question, dimension ?? '') },
      ...(taken.thirds ?? []).map(span => ({
        isThird: true,
        span,
        level: thirdsOf(dimension ?? '') ?? 'owner',
      })),
    ].map(({ isThird, span, level }) => ({
      isThird,
      span,
      whose: `${isThird ? '' : 'NOT '}k.is_third AND ${LEVELS[level]} AND ${ofCell} AND ${IS_READY}`,
    }))
  let inSpans: string[] | undefined
  const spans = (some: NonNullable<typeof cells>) => {
    inSpans ??= some.map(({ span, whose }) => `${whose} AND ${within(span)('k.month')}`)
    return inSpans
  }
  return {
    values,
    reach,
    put,
    zone,
    head: `WITH ${readyAndSaid(zone, { withPassages })},
      fresh AS (${contributions(zone, isSaid, { withPassages })}),
      leads_one_by_one AS (${leads.join(' UNION ALL ')})`,
    ofLead: `${inRange} AND ${IS_READY}`,
    cells,
    ofCells:
      cells &&
      (table =>
        `(${spans(cells)
          .map(those => `SELECT k.* FROM ${table} k WHERE ${those}`)
          .join(' UNION ALL ')}) AS k`),
  }
}

/** Of `k`, what is kept of a lead: nothing has changed since. */
export const IS_UNSAID = 'k.lead_id NOT IN (SELECT lead_id FROM said)'

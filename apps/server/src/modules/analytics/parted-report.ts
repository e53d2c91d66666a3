import type { Principal } from '@optimwalls/permissions'
import type { Database } from '../../platform/database/database.ts'
import type { People } from '../access/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import type { StagesDoor } from '../pipelines/index.ts'
import { counterpartOf } from './counterpart.ts'
import { DIMENSION, keyOf, leadsOf, type Names } from './dimensions.ts'
import { rangesOf, todayIn } from './range.ts'
import type { DimensionName, Key, Leads, Range, ReportQuery } from './reports.schemas.ts'
import type { KeptFigures } from './rollups/kept-parts.ts'
import { type KeptAsk, keptRows } from './rollups/kept-rows.ts'
import type { KnownCells } from './rollups/known-cells.ts'

export interface ReportNeeds {
  db: Pick<Database, 'rows' | 'plannedRows'>
  knownCells: KnownCells
  leads: Pick<LeadsDoor, 'reader'>
  people: Pick<People, 'all' | 'teams'>
  stages: Pick<StagesDoor, 'catalogue'>
  campaigns: { names(): Promise<ReadonlyMap<number, string>> }
  currency: string
  timeZone: string
  now(): Date
}

/** What a report is asked, ready for SQL. */
export interface Question {
  principal: Principal
  range: Range
  compared: Range | null
  /** What narrows the leads, without the range. */
  filters: Omit<Leads, 'created_from' | 'created_to'>
  by: readonly DimensionName[]
}

/** Reads the question. @throws AppError "invalid-input" for ranges that do not fit */
export function questionOf(
  { timeZone, now }: Pick<ReportNeeds, 'timeZone' | 'now'>,
  principal: Principal,
  query: ReportQuery,
  by: readonly DimensionName[],
): Question {
  const ranges = rangesOf(query, todayIn(timeZone, now()))
  const { from: _from, to: _to, compare_from: _first, compare_to: _last, ...filters } = query
  return { principal, ...ranges, filters: { ...filters, in_reports: true }, by }
}

/** The filters of the list that finds the leads of a range. */
export const leadsIn = (question: Pick<Question, 'filters'>, { from, to }: Range): Leads => ({
  ...question.filters,
  created_from: from,
  created_to: to,
})

/** A condition on `leads l`: that of the list that these filters open, so that a figure and its list cannot differ.
 *  @throws AppError "forbidden" */
export async function conditionOf(
  { leads }: Pick<ReportNeeds, 'leads'>,
  principal: Principal,
  filters: Leads,
): Promise<{ sql: string; values: unknown[]; put(value: unknown): string }> {
  const where = await leads.reader.where(principal, filters)
  const values = where?.values ?? []
  return { sql: where?.sql ?? 'false', values, put: value => `$${values.push(value)}` }
}

/** The names that groups are called by. */
export async function namesFor(
  { people, campaigns, stages }: Pick<ReportNeeds, 'people' | 'campaigns' | 'stages'>,
  principal: Principal,
): Promise<Names> {
  const [person, teams, campaign, pipelines] = await Promise.all([
    people.all(),
    people.teams(principal),
    campaigns.names(),
    stages.catalogue.pipelines(),
  ])
  const team = new Map(teams.map(one => [one.id, one.name]))
  const pipeline = new Map(pipelines.map(one => [one.id, one.name]))
  const stage = new Map(
    pipelines.flatMap(one => one.stages.map(({ id, name }) => [id, `${one.name}: ${name}`] as const)),
  )
  return {
    person: id => person.get(id)?.name,
    team: id => team.get(id),
    campaign: id => campaign.get(id),
    pipeline: id => pipeline.get(id),
    stage: id => stage.get(id),
  }
}

/** A row of SQL: the values of the dimensions, and whether it is the sum of all. */
export type Row<F> = F & { is_total: boolean; k: (string | null)[] }

/** What stands beside the leads of a group, by the JSON of its values; `[]` is all. */
export type Extras<X> = ReadonlyMap<string, X>
export const ALL = '[]'

/** How a report is figured. */
export interface Figuring<Raw, F, X = undefined> {
  /** Aggregates over `leads l`; `zone` stands for the parameter with the firm's zone. */
  columns: string | ((zone: string) => string)
  /** Joined to `leads l`. */
  joins?: string
  /** How the same is told by the roll-ups; without it each lead is read. */
  kept?: KeptAsk & { raw(figures: KeptFigures): Raw }
  /** The same where the roll-ups tell it in a way of its own; null where they do not. */
  keptRows?(question: Question, range: Range): Promise<Row<Raw>[] | null>
  /** More filters of the list, beside those asked for. */
  only?: Partial<Leads>
  /** What else is counted in a range; a group that has only this comes up as well, with `blank` for its leads. */
  extras?: { blank: Raw; count(range: Range): Promise<Extras<X>> }
  figures(raw: Raw, total: Raw, extra: X | undefined): F
}

export interface Parted<F> {
  range: Range
  compared: Range | null
  currency: string
  total: F & { leads: Leads; previous: F | null }
  groups: (F & { keys: Key[]; leads: Leads; previous: F | null })[]
}

/** Figures of leads, all and by group, with those of the range that they are compared with. */
export async function partedReport<Raw, F, X = undefined>(
  needs: ReportNeeds,
  question: Question,
  figuring: Figuring<Raw, F, X>,
): Promise<Parted<F>> {
  const { range, compared, by, principal } = question
  const filtered = { ...question, filters: { ...question.filters, ...figuring.only } }
  const [now, before, names] = await Promise.all([
    figured(needs, filtered, range, figuring),
    compared && figured(needs, filtered, compared, figuring),
    namesFor(needs, principal),
  ])
  const base = leadsIn(filtered, range)
  return {
    range,
    compared,
    currency: needs.currency,
    total: { ...now.total, leads: base, previous: before?.total ?? null },
    groups: [...now.groups].map(([values, figures]) => {
      const k = JSON.parse(values) as (string | null)[]
      const keys = by.map((name, place) => keyOf(name, k[place] ?? null, names))
      return {
        keys,
        ...figures,
        leads: leadsOf(base, by, keys, range),
        previous:
          (compared && before?.groups.get(JSON.stringify(counterpartOf(by, k, range, compared)))) ?? null,
      }
    }),
  }
}

/** The figures of one range: of all, and by the JSON of a group's values. */
async function figured<Raw, F, X>(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  figuring: Figuring<Raw, F, X>,
): Promise<{ total: F; groups: Map<string, F> }> {
  const [rows, extras] = await Promise.all([
    keptOrRead(needs, question, range, figuring),
    figuring.extras?.count(range),
  ])
  const total = totalOf(rows)
  const groups = new Map<string, F>()
  for (const row of rows) {
    if (row.is_total) continue
    const values = JSON.stringify(row.k)
    groups.set(values, figuring.figures(row, total, extras?.get(values)))
  }
  for (const [values, extra] of extras ?? []) {
    if (values !== ALL && !groups.has(values) && figuring.extras)
      groups.set(values, figuring.figures(figuring.extras.blank, total, extra))
  }
  return { total: figuring.figures(total, total, extras?.get(ALL)), groups }
}

function totalOf<Raw>(rows: readonly Row<Raw>[]): Row<Raw> {
  const total = rows.find(row => row.is_total)
  if (!total) throw new Error('an aggregate without its sum')
  return total
}

/** From the roll-ups, else from the leads themselves. */
async function keptOrRead<Raw, F, X>(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  figuring: Figuring<Raw, F, X>,
): Promise<Row<Raw>[]> {
  const { kept } = figuring
  const own = await figuring.keptRows?.(question, range)
  if (own) return own
  const rows = kept && (await keptRows(needs, question, range, kept))
  if (!rows) return rowsOf(needs, question, range, figuring)
  return rows.map(({ is_total, k, figures }) => ({ ...kept.raw(figures), is_total, k }))
}

async function rowsOf<Raw, F, X>(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  { columns, joins = '' }: Figuring<Raw, F, X>,
): Promise<Row<Raw>[]> {
  const { sql, values, put } = await conditionOf(needs, question.principal, leadsIn(question, range))
  const isOfZone = typeof columns !== 'string'
  const inZone = isOfZone || question.by.some(name => DIMENSION[name].isOrdered || name === 'arrival')
  const zone = inZone ? put(needs.timeZone) : ''
  const keys = question.by.map((name, place) => `${DIMENSION[name].sql(zone)} AS k${place}`)
  const names = question.by.map((_, place) => `k${place}`)
  const sets = names.length > 0 ? `GROUP BY GROUPING SETS ((), (${names.join(', ')}))` : ''
  const isTotal = names.length > 0 ? `grouping(${names[0]}) = 1` : 'true'
  const order = question.by.length > 0 ? `ORDER BY ${orderOf(question.by)}` : ''
  return needs.db.rows<Row<Raw>>(
    `SELECT ${isTotal} AS is_total, ARRAY[${names.join(', ')}]::text[] AS k, ${isOfZone ? columns(zone) : columns}
     FROM (SELECT l.*, ${[...keys, 'true AS is_lead'].join(', ')} FROM leads l WHERE ${sql}) AS l ${joins} ${sets} ${order}`,
    values,
  )
}

/** Time in its order, everything else from the most to the least; what is as much by code points, whatever the language of the database. */
function orderOf(by: readonly DimensionName[]): string {
  const inTime = by.flatMap((name, place) => (DIMENSION[name].isOrdered ? [`k${place}`] : []))
  return [...inTime, 'count(*) DESC', ...by.map((_, place) => `k${place} COLLATE "C"`)].join(', ')
}

/** A part of a whole, to four decimals; null where it is of nothing. */
export const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000

/** Money to the hundredth. */
export const hundredths = (amount: number): number => Math.round(amount * 100) / 100

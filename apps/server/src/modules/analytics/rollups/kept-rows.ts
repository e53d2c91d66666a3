import type { Question, ReportNeeds } from '../parted-report.ts'
import type { DimensionName, Range } from '../reports.schemas.ts'
import {
  CELL_SUM_NAMES,
  CELL_SUMS,
  type CellDimension,
  type CellSum,
  isCellDimension,
} from './contribution.ts'
import {
  DIMENSION_OF,
  type KeptDimension,
  keptFrom,
  keptLeads,
  LEAD_FILTERS,
  OF_CELL_VALUE,
  OF_CELLS,
  OF_LEADS,
} from './kept-leads.ts'
import { type KeptRow, type RawPart, rowsOf } from './kept-parts.ts'
import { recordOf } from './spread.ts'

/** What is asked of the roll-ups. */
export interface KeptAsk {
  /** Of which duration the median is told. */
  measure?: 'minutes' | 'days'
  /** Only lost leads. */
  isOfLost?: boolean
  /** Which sums are told, the rest is 0; by default what became of the leads. */
  sums?: readonly CellSum[]
}

const OUTCOME_SUMS: readonly CellSum[] = ['received', 'converted', 'lost', 'answered', 'revenue']

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
  const parts = await keptParts(needs, question, range, ask)
  return parts && rowsOf(parts, question.by, ask.isOfLost ? 'lost' : 'received')
}

/** The same before it is added up: several parts may be of one group. */
export async function keptParts(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  ask: KeptAsk,
): Promise<RawPart[] | null> {
  if (question.by.some(name => !OF_LEADS[name])) return null
  const { text, values } = keptStatement(needs, question, range, ask)
  const parts = await keptFrom<RawPart>(needs, question, text, values)
  return parts[0]?.is_ready ? parts : null
}

function keptStatement(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  { measure, isOfLost = false, sums: told = OUTCOME_SUMS }: KeptAsk,
): { text: string; values: unknown[] } {
  const { by } = question
  const dimension = cellDimensionOf(question)
  const leads = keptLeads(needs, question, range, { dimension, isOfLost })
  const sumsOf = (sql: (name: CellSum) => string) =>
    Object.fromEntries(CELL_SUM_NAMES.map(name => [name, told.includes(name) ? sql(name) : '0'])) as Record<
      CellSum,
      string
    >
  const names = by.map((_, place) => `k${place}`)
  const groups = names.length > 0 ? `GROUP BY ${list(...names)}` : ''

  /** The groups of a table `k`, each with its sums and what is measured of it. */
  const grouped = (
    from: string,
    dimensionOf: (name: DimensionName) => KeptDimension | undefined,
    sums: Readonly<Record<CellSum, string>>,
    spread: string,
  ) => `SELECT ARRAY[${list(...by.map((name, place) => `${dimensionOf(name)?.text(`k${place}`)}`))}]::text[] AS k, ${list(...CELL_SUM_NAMES)}, spread FROM (
      SELECT ${list(...by.map((name, place) => `${dimensionOf(name)?.value} AS k${place}`), ...CELL_SUM_NAMES.map(name => `${sums[name]} AS ${name}`), `${measure ? spread : 'NULL::bytea'} AS spread`)}
      FROM ${from} ${groups}) AS g`
  const ofCells = (
    sums: Readonly<Record<CellSum, string>>,
    table: 'report_cells' | 'report_spreads',
    spread: string,
    condition = '',
  ) =>
    grouped(
      `${leads.ofCells?.(table)} WHERE k.dimension = '${dimension}'${condition}`,
      name => OF_CELLS[name] ?? OF_CELL_VALUE,
      sums,
      spread,
    )
  const parts = [
    grouped(
      'leads_one_by_one k',
      name => OF_LEADS[name],
      sumsOf(name => CELL_SUMS[name]),
      `string_agg(${recordOf(`k.${measure}`, 'sign')}, ''::bytea) FILTER (WHERE k.${measure} IS NOT NULL)`,
    ),
    ...(leads.ofCells
      ? [
          ofCells(
            sumsOf(name => `sum(k.${name})`),
            'report_cells',
            'NULL::bytea',
          ),
        ]
      : []),
    ...(leads.ofCells && measure
      ? [
          ofCells(
            sumsOf(() => '0'),
            'report_spreads',
            "string_agg(k.spread, ''::bytea)",
            ` AND k.measure = '${measure}'`,
          ),
        ]
      : []),
  ]
  const text = `${leads.head}
    SELECT ready.is_ready, parts.* FROM ready LEFT JOIN (${parts.join(' UNION ALL ')}) AS parts ON parts.received IS NOT NULL`
  return { text, values: leads.values }
}

const list = (...parts: readonly string[]): string => parts.join(', ')

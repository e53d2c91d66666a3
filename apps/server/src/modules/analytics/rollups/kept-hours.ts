import type { Question, ReportNeeds } from '../parted-report.ts'
import type { Range } from '../reports.schemas.ts'
import { startsIn } from './cell-spans.ts'
import { CELL_DIMENSIONS, CELL_SUMS } from './contribution.ts'
import { keptFrom, keptLeads, LEAD_FILTERS } from './kept-leads.ts'
import { type KeptRow, type RawPart, rowsOf } from './kept-parts.ts'
import type { Known, KnownCell, KnownGroup } from './known-cells.ts'
import { recordOf, Spread } from './spread.ts'

/** A cell that is asked for with the revision of its month; or a group, of a cell or, without a day, of leads read one by one. */
type RawHour = { is_ready: boolean; is_third: boolean | null; day: string | null } & (
  | { revision: number }
  | ({ revision: null } & Omit<KnownGroup, 'value'> & { value: string | null })
)

const nameOf = (cell: { is_third: boolean | null; day: string | null }): string =>
  `${cell.is_third ? 'third' : 'month'} ${cell.day}`

/** First responses of the leads of a range by hour of arrival, as `keptRows` has them. There are as many cells as hours in each month, and nearly as
 *  many lengths as leads: of months that have not changed since they were read, they are not read again. Null where it is not kept, or not yet. */
export async function keptHours(
  needs: ReportNeeds,
  question: Question,
  range: Range,
): Promise<KeptRow[] | null> {
  const isOfAll = LEAD_FILTERS.every(name => !question.filters[name]?.length)
  const { head, cells, values, reach, put } = keptLeads(needs, question, range, {
    dimension: isOfAll ? 'arrival' : null,
  })
  // There may be thirds at both ends.
  const tables = new Map((cells ?? []).map(({ isThird, whose }) => [isThird, whose]))
  const asked = (cells ?? []).flatMap(({ isThird, span }) =>
    startsIn(span, isThird).map(day => ({ is_third: isThird, day })),
  )
  const key = JSON.stringify([asked, [...tables.values()], reach])
  const known = needs.knownCells.of(key)
  const wanted = [
    put(asked.map(cell => cell.is_third)),
    put(asked.map(cell => cell.day)),
    // What was never read has no revision that a month could have.
    put(asked.map(cell => known?.cells.get(nameOf(cell))?.revision ?? -1)),
  ]
  const ofCells = (where: string, sums: string) =>
    [...tables].map(
      ([isThird, whose]) =>
        `SELECT k.is_third, k.month, NULL, k.value, ${sums} FROM ${where} k.dimension = 'arrival' AND ${whose}
           AND k.month = ANY (ARRAY(SELECT day FROM wanted WHERE is_new AND is_third = ${isThird})) GROUP BY 1, 2, 4`,
    )
  const parts = [
    'SELECT is_third, day, revision, NULL AS value, 0 AS received, 0 AS answered, NULL::bytea AS spread FROM wanted',
    ...ofCells('report_cells k WHERE', 'sum(k.received), sum(k.answered), NULL'),
    ...ofCells("report_spreads k WHERE k.measure = 'minutes' AND", "0, 0, string_agg(k.spread, ''::bytea)"),
    `SELECT NULL, NULL, NULL, ${CELL_DIMENSIONS.arrival}, ${CELL_SUMS.received}, ${CELL_SUMS.answered},
       string_agg(${recordOf('k.minutes', 'sign')}, ''::bytea) FILTER (WHERE k.minutes IS NOT NULL) FROM leads_one_by_one k GROUP BY k.arrival`,
  ]
  const text = `${head},
    wanted AS MATERIALIZED (
      SELECT w.is_third, w.day, coalesce(r.revision, 0) AS revision, coalesce(r.revision, 0) <> w.revision AS is_new
      FROM unnest(${wanted[0]}::bool[], ${wanted[1]}::date[], ${wanted[2]}::bigint[]) AS w (is_third, day, revision)
        LEFT JOIN report_revisions r ON r.month = date_trunc('month', w.day::timestamp)::date)
    SELECT ready.is_ready, parts.* FROM ready LEFT JOIN (${parts.join(' UNION ALL ')}) AS parts ON true`
  const rows = await keptFrom<RawHour>(needs, question, text, values)
  if (!rows[0]?.is_ready) return null
  const now = knownFrom(rows, known)
  if (now !== known) needs.knownCells.keep(key, now)
  return rowsOf([...now.sum, ...rows.flatMap(groupOf)].map(partOf), question.by, 'received')
}

/** Of leads read one by one. */
const groupOf = (row: RawHour): KnownGroup[] =>
  row.day === null && row.revision === null && row.value !== null ? [{ ...row, value: row.value }] : []

/** What is known with what was read: the same where nothing was new. */
function knownFrom(rows: readonly RawHour[], before: Known | undefined): Known {
  const groups = new Map<string, KnownGroup[]>()
  for (const row of rows) {
    if (row.day === null || row.revision !== null || row.value === null) continue
    const ofCell = groups.get(nameOf(row)) ?? []
    groups.set(nameOf(row), ofCell)
    const { value, received, answered, spread } = row
    ofCell.push({ value, received, answered, spread })
  }
  const cells = new Map<string, KnownCell>()
  let isSame = before !== undefined
  for (const row of rows) {
    if (row.revision === null) continue
    const name = nameOf(row)
    const old = before?.cells.get(name)
    const isOld = old?.revision === row.revision
    isSame &&= isOld
    cells.set(name, isOld ? old : { revision: row.revision, groups: groups.get(name) ?? [] })
  }
  return before && isSame ? before : { cells, sum: summed([...cells.values()].flatMap(cell => cell.groups)) }
}

/** Groups of all cells as one each. */
function summed(groups: readonly KnownGroup[]): KnownGroup[] {
  const sums = new Map<string, { received: number; answered: number; spread: Spread }>()
  for (const { value, received, answered, spread } of groups) {
    const sum = sums.get(value) ?? { received: 0, answered: 0, spread: new Spread() }
    sums.set(value, sum)
    sum.received += received
    sum.answered += answered
    if (spread) sum.spread.add(spread)
  }
  return [...sums].map(([value, sum]) => ({ value, ...sum, spread: sum.spread.pack() }))
}

const partOf = ({ value, received, answered, spread }: KnownGroup): RawPart => ({
  is_ready: true,
  k: [value],
  received,
  answered,
  converted: 0,
  lost: 0,
  revenue: 0,
  lost_value: 0,
  open_value: 0,
  spread,
})

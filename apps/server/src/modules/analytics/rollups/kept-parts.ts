import { DIMENSION } from '../dimensions.ts'
import type { DimensionName } from '../reports.schemas.ts'
import { CELL_SUM_NAMES, type CellSum } from './contribution.ts'
import { Spread } from './spread.ts'

/** What roll-ups know of the leads of a group. */
export type KeptFigures = Record<CellSum, number> & {
  /** Of the measure that was asked for: at or below it lies half of them, and nine tenths. */
  median: number | null
  p90: number | null
  /** How many of them are of each of these amounts, from the least on, or less. */
  within(amounts: readonly number[]): number[]
}
/** A group of leads, or all. */
export interface KeptRow {
  is_total: boolean
  k: (string | null)[]
  figures: KeptFigures
}

/** What SQL gives: parts that may be of the same group and may take each other off. */
export type RawPart = Record<CellSum, number> & {
  is_ready: boolean
  k: (string | null)[] | null
  spread: Buffer | null
}

/** A part of the figures: sums, money in hundredths, and how many took how long. */
interface Part {
  k: (string | null)[]
  sums: Record<CellSum, number>
  spread: Spread
}

/** In hundredths while they are added up, so that nothing is lost. */
const MONEY: ReadonlySet<CellSum> = new Set(['revenue', 'lost_value', 'open_value'])

/** Adds up the parts: all and each group, in the order of a report. `counted` says of what a group has to have some. */
export function rowsOf(
  parts: readonly RawPart[],
  by: readonly DimensionName[],
  counted: 'received' | 'lost',
): KeptRow[] {
  const total = nothing([])
  const groups = new Map<string, Part>()
  for (const { k, spread, ...sums } of parts) {
    if (k === null) continue
    const key = JSON.stringify(k)
    const group = groups.get(key) ?? nothing(k)
    groups.set(key, group)
    for (const name of CELL_SUM_NAMES)
      group.sums[name] += MONEY.has(name) ? Math.round(sums[name] * 100) : sums[name]
    if (spread) group.spread.add(spread)
  }
  for (const group of groups.values()) {
    for (const name of CELL_SUM_NAMES) total.sums[name] += group.sums[name]
    total.spread.addAll(group.spread)
  }
  const some = [...groups.values()].filter(group => group.sums[counted] !== 0)
  const inOrder = sorted(some, by, group => group.sums[counted])
  return [rowOf(total, true), ...(by.length > 0 ? inOrder.map(group => rowOf(group, false)) : [])]
}

/** Time in its order, everything else from the most to the least, as a report has its groups. */
export function sorted<G extends { k: (string | null)[] }>(
  groups: readonly G[],
  by: readonly DimensionName[],
  countOf: (group: G) => number,
): G[] {
  const all = by.map((_, place) => place)
  const inTime = all.filter(place => DIMENSION[by[place] ?? 'day'].isOrdered)
  const compareAt = (places: readonly number[], a: G, b: G) =>
    places.reduce((order, place) => order || compareTexts(a.k[place] ?? null, b.k[place] ?? null), 0)
  return groups.toSorted((a, b) => compareAt(inTime, a, b) || countOf(b) - countOf(a) || compareAt(all, a, b))
}

const nothing = (k: (string | null)[]): Part => ({
  k,
  sums: { received: 0, converted: 0, lost: 0, answered: 0, revenue: 0, lost_value: 0, open_value: 0 },
  spread: new Spread(),
})

function rowOf({ k, sums, spread }: Part, is_total: boolean): KeptRow {
  const [median = null, p90 = null] = spread.percentiles([50, 90])
  const { revenue, lost_value, open_value } = sums
  return {
    is_total,
    k,
    figures: {
      ...sums,
      revenue: revenue / 100,
      lost_value: lost_value / 100,
      open_value: open_value / 100,
      median,
      p90,
      within: amounts => spread.countsUpTo(amounts),
    },
  }
}

/** As the database does: by code points, what is not there last. */
function compareTexts(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

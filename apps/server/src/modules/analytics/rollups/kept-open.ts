import type { Question, ReportNeeds } from '../parted-report.ts'
import type { DimensionName, Range } from '../reports.schemas.ts'
import { AGE_RECORD, AGES_BEFORE } from './contribution.ts'
import {
  IS_UNSAID,
  type KeptDimension,
  keptFrom,
  keptLeads,
  LEAD_FILTERS,
  OF_CELL_VALUE,
  OF_CELLS,
  OF_LEADS,
} from './kept-leads.ts'
import { sorted } from './kept-parts.ts'
import { Spread } from './spread.ts'

/** What open leads may bring, and how long they have stood. */
export interface KeptOpen {
  is_total: boolean
  k: (string | null)[]
  n: number
  value: number
  weighted: number
  days: number | null
  stale: number
}

/** The pipeline of a stage `s`. */
const OF_STAGE: KeptDimension = { value: 's.pipeline_id', text: id => `${id}::text` }

/** A part of a group that stands in one stage; parts may take each other off. */
interface RawOpen {
  k: (string | null)[] | null
  n: number
  value: number
  awake: Buffer | null
  asleep: Buffer | null
  /** Of those that have stood since the day on which the stage's age begins: how many have outstood it. */
  stale: number
  win_probability: number
  /** Beyond this many days before `AGES_BEFORE` a lead of the stage has outstood its age; null where it has none. */
  stale_beyond: number | null
  /** Today, as such days. */
  today: number
}

/** The open leads of a range, all and by group, from what is kept and, of leads that have changed since, from their own rows: all of one moment. Null
 *  where it is not kept, or not yet. */
export async function keptOpen(
  needs: ReportNeeds,
  question: Question,
  range: Range,
): Promise<KeptOpen[] | null> {
  const { by } = question
  const isOfCells =
    LEAD_FILTERS.every(name => !question.filters[name]?.length) &&
    by.every(name => name === 'stage' || name === 'pipeline' || OF_CELLS[name])
  const { head, ofLead, ofCells, values, zone } = keptLeads(needs, question, range, {
    dimension: isOfCells ? 'stage' : null,
  })
  const keys = (dimensionOf: (name: DimensionName) => KeptDimension | undefined) =>
    by.map(name => dimensionOf(name)?.value)
  const grouped = (
    dimensionOf: (name: DimensionName) => KeptDimension | undefined,
    stage: string,
    figures: string,
    from: string,
  ) => {
    const values = keys(dimensionOf)
    const texts = by.map((name, place) => dimensionOf(name)?.text(`${values[place]}`))
    return `SELECT ARRAY[${texts.join(', ')}]::text[] AS k, ${stage} AS stage_id, ${figures} FROM ${from} GROUP BY ${[...values, stage].join(', ')}`
  }
  const ofLeads = (name: DimensionName) => OF_LEADS[name]
  const inCells = (name: DimensionName) =>
    name === 'pipeline' ? OF_STAGE : (OF_CELLS[name] ?? OF_CELL_VALUE)
  const records = (isAwake: string) => `string_agg(${AGE_RECORD}, ''::bytea) FILTER (WHERE ${isAwake})`
  const spreads = (measure: string) =>
    `string_agg(k.spread, ''::bytea) FILTER (WHERE k.measure = '${measure}')`
  // Found by the day, which OFFSET keeps so: planned for anybody, the range looks like the narrower one, and is not.
  const onTheDay = (from: string) =>
    grouped(
      ofLeads,
      'k.stage_id',
      '0, 0, NULL, NULL, count(*)',
      `ages a CROSS JOIN LATERAL (SELECT * FROM ${from} WHERE k.is_awake AND k.stage_id = a.id AND k.stands_on = a.day AND k.since < a.before OFFSET 0) AS k
      WHERE ${ofLead}${from.startsWith('report') ? ` AND ${IS_UNSAID}` : ''}`,
    )
  const parts = [
    grouped(
      ofLeads,
      'k.stage_id',
      `sum(sign) AS n, coalesce(sum(sign * k.expected), 0) AS value, ${records('k.is_awake')} AS awake, ${records('NOT k.is_awake')} AS asleep, 0 AS stale`,
      "leads_one_by_one k WHERE k.outcome = 'open'",
    ),
    onTheDay('report_leads k'),
    onTheDay('fresh k'),
  ]
  if (ofCells)
    parts.push(
      grouped(
        inCells,
        'k.value::int',
        'sum(k.received - k.converted - k.lost), sum(k.open_value), NULL, NULL, 0',
        `${ofCells('report_cells')} JOIN stages s ON s.id = k.value::int WHERE k.dimension = 'stage'`,
      ),
      grouped(
        inCells,
        'k.value::int',
        `0, 0, ${spreads('awake')}, ${spreads('asleep')}, 0`,
        `${ofCells('report_spreads')} JOIN stages s ON s.id = k.value::int WHERE k.measure IN ('awake', 'asleep') AND k.dimension = 'stage'`,
      ),
    )
  const text = `${head},
    ages AS (SELECT id, win_probability, age.before, (age.before AT TIME ZONE ${zone})::date AS day
      FROM stages CROSS JOIN LATERAL (SELECT now() - make_interval(days => stale_after_days) AS before) AS age)
    SELECT ready.is_ready, parts.k, n, value, awake, asleep, stale, a.win_probability, ${AGES_BEFORE} - a.day AS stale_beyond,
      ${AGES_BEFORE} - (now() AT TIME ZONE ${zone})::date AS today
    FROM ready LEFT JOIN (${parts.join(' UNION ALL ')}) AS parts ON true LEFT JOIN ages a ON a.id = parts.stage_id`
  const rows = await keptFrom<RawOpen & { is_ready: boolean }>(needs, question, text, values)
  return rows[0]?.is_ready ? rowsOf(rows, by) : null
}

/** Sums of a group: money in hundredths, weighted in hundredths of those. */
interface Sums {
  k: (string | null)[]
  n: number
  value: number
  weighted: number
  ages: Spread
  stale: number
}
const nothing = (k: (string | null)[]): Sums => ({
  k,
  n: 0,
  value: 0,
  weighted: 0,
  ages: new Spread(),
  stale: 0,
})

function rowsOf(parts: readonly RawOpen[], by: readonly DimensionName[]): KeptOpen[] {
  const total = nothing([])
  const groups = new Map<string, Sums>()
  let today = 0
  for (const part of parts) {
    if (part.k === null) continue
    today = part.today
    const key = JSON.stringify(part.k)
    const group = groups.get(key) ?? nothing(part.k)
    groups.set(key, group)
    const value = Math.round(part.value * 100)
    const awake = new Spread()
    if (part.awake) awake.add(part.awake)
    const stale = part.stale + (part.stale_beyond === null ? 0 : awake.countAbove(part.stale_beyond))
    for (const sums of [group, total]) {
      sums.n += part.n
      sums.value += value
      sums.weighted += value * part.win_probability
      sums.stale += stale
      sums.ages.addAll(awake)
      if (part.asleep) sums.ages.add(part.asleep)
    }
  }
  const rowOf = ({ k, n, value, weighted, ages, stale }: Sums, is_total: boolean): KeptOpen => {
    const [middle = null] = ages.percentiles([50])
    const days = middle === null ? null : middle - today
    return { is_total, k, n, value: value / 100, weighted: weighted / 10_000, days, stale }
  }
  const some = [...groups.values()].filter(group => group.n !== 0)
  return [
    rowOf(total, true),
    ...(by.length > 0 ? sorted(some, by, group => group.n).map(group => rowOf(group, false)) : []),
  ]
}

import type { Question, ReportNeeds } from '../parted-report.ts'
import type { Range } from '../reports.schemas.ts'
import { keptFrom, keptLeads, LEAD_FILTERS } from './kept-leads.ts'
import { HERE, OF_DAYS, OF_PASSAGE, PASSED } from './passages.ts'
import { recordsOf, Spread } from './spread.ts'

type Fate = (typeof PASSED)[number]

/** What became of leads in a stage. */
export type KeptPassage = Record<Fate | 'here' | 'entered', number> & {
  pipeline_id: number
  days_median: number | null
}

type RawPassage = Record<Fate | 'here', number> & {
  stage_id: number
  pipeline_id: number
  stays: Buffer | null
}

/** What became of the leads of a range in each stage of each pipeline, from what is kept and, of leads that have changed since, from their own rows: all
 *  of one moment. Null where it is not kept yet. */
export async function keptPassages(
  needs: ReportNeeds,
  question: Question,
  range: Range,
): Promise<Map<number, KeptPassage> | null> {
  const isOfAll = LEAD_FILTERS.every(name => !question.filters[name]?.length)
  const { head, ofCells, values } = keptLeads(needs, question, range, {
    dimension: isOfAll ? 'stage' : null,
    withPassages: true,
  })
  const fates = (sumOf: (fate: Fate) => string) => PASSED.map(fate => `${sumOf(fate)} AS ${fate}`).join(', ')
  const none = fates(() => '0')
  const parts = [
    // Each passage once: few leads have one that no other has.
    `SELECT p.stage_id, coalesce(sum(n) FILTER (WHERE p.fate IS NULL AND p.days IS NULL), 0) AS here,
       ${fates(fate => `coalesce(sum(n) FILTER (WHERE p.fate = '${fate}'), 0)`)}, string_agg(p.records, ''::bytea) FILTER (WHERE p.days IS NOT NULL) AS stays
     FROM (SELECT ${OF_PASSAGE}, n, ${recordsOf(`e & ${OF_DAYS}`, 'n')} AS records
       FROM (SELECT e, sum(sign)::int AS n FROM leads_one_by_one k CROSS JOIN unnest(k.passages || ${HERE}) AS e GROUP BY e HAVING sum(sign) <> 0) AS counted) AS p
     GROUP BY p.stage_id`,
  ]
  if (ofCells)
    parts.push(
      `SELECT k.value::int, sum(k.received), ${none}, NULL FROM ${ofCells('report_cells')} WHERE k.dimension = 'stage' GROUP BY k.value`,
      `SELECT k.stage_id, 0, ${fates(fate => `sum(k.${fate})`)}, NULL FROM ${ofCells('report_passages')} GROUP BY k.stage_id`,
      `SELECT k.value::int, 0, ${none}, string_agg(k.spread, ''::bytea) FROM ${ofCells('report_spreads')}
       WHERE k.measure = 'stay' AND k.dimension = 'stage' GROUP BY k.value`,
    )
  const text = `${head} SELECT ready.is_ready, parts.*, s.pipeline_id
    FROM ready LEFT JOIN (${parts.join(' UNION ALL ')}) AS parts ON true LEFT JOIN stages s ON s.id = parts.stage_id`
  const rows = await keptFrom<RawPassage & { is_ready: boolean }>(needs, question, text, values)
  return rows[0]?.is_ready ? byStage(rows) : null
}

/** Adds up what may be of the same stage and may take each other off. */
function byStage(rows: readonly RawPassage[]): Map<number, KeptPassage> {
  const stays = new Map<number, Spread>()
  const passages = new Map<number, KeptPassage>()
  for (const { stage_id, pipeline_id, stays: records, ...counts } of rows) {
    if (stage_id === null) continue
    const passage = passages.get(stage_id) ?? { ...NONE, pipeline_id }
    passages.set(stage_id, passage)
    for (const name of ['here', ...PASSED] as const) {
      passage[name] += counts[name]
      passage.entered += counts[name]
    }
    const spread = stays.get(stage_id) ?? new Spread()
    stays.set(stage_id, spread)
    if (records) spread.add(records)
  }
  for (const [stage, passage] of passages)
    passage.days_median = stays.get(stage)?.percentiles([50])[0] ?? null
  return passages
}

const NONE = { entered: 0, here: 0, went_on: 0, went_back: 0, fell_out: 0, days_median: null }

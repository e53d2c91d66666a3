import type { Principal } from '@optimwalls/permissions'
import { invalidInput } from '../../platform/errors.ts'
import { conditionOf, leadsIn, type Question, questionOf, type ReportNeeds } from './parted-report.ts'
import type { FunnelQuery, FunnelReport, Range } from './reports.schemas.ts'
import { type KeptPassage, keptPassages } from './rollups/kept-passages.ts'

type Passing = Omit<KeptPassage, 'pipeline_id'>

const NONE: Passing = { entered: 0, here: 0, went_on: 0, went_back: 0, fell_out: 0, days_median: null }

/** How the leads of a range passed. */
interface Passed {
  received: number
  byStage: ReadonlyMap<number, Passing>
}

/** How the leads of the range went through the stages of a pipeline, by the history of their moves.
 *  @throws AppError "invalid-input" for a pipeline that there is not */
export async function funnelReport(
  needs: ReportNeeds,
  principal: Principal,
  { pipeline: wanted, ...query }: FunnelQuery,
): Promise<FunnelReport> {
  const pipelines = await needs.stages.catalogue.pipelines()
  const question = questionOf(needs, principal, query, [])
  const { range, compared } = question
  const kept = await keptPassages(needs, question, range)
  const id = wanted ?? (kept ? fullestKept(kept, pipelines) : await fullestPipeline(needs, question))
  const pipeline = id === undefined ? pipelines[0] : pipelines.find(one => one.id === id)
  if (!pipeline) throw invalidInput('pipeline', 'is no pipeline')
  const [now, before] = await Promise.all([
    kept ? passed(kept) : passing(needs, question, range, pipeline.id),
    compared && keptOrRead(needs, question, compared, pipeline.id),
  ])
  const leads = leadsIn(question, range)
  return {
    range,
    compared,
    pipeline: { id: pipeline.id, name: pipeline.name },
    total: { received: now.received, leads, previous: before && { received: before.received } },
    groups: pipeline.stages
      .filter(stage => stage.category !== 'lost')
      .map(stage => ({
        stage: { id: stage.id, name: stage.name, category: stage.category },
        ...(now.byStage.get(stage.id) ?? NONE),
        leads: { ...leads, passage: `entered-${stage.id}` },
        previous: before && (before.byStage.get(stage.id) ?? NONE),
      })),
  }
}

/** From the roll-ups, else from the history itself. */
async function keptOrRead(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  pipelineId: number,
): Promise<Passed> {
  const kept = await keptPassages(needs, question, range)
  return kept ? passed(kept) : passing(needs, question, range, pipelineId)
}

type Kept = ReadonlyMap<number, KeptPassage>

/** Each lead is in one stage. */
const passed = (kept: Kept): Passed => ({
  received: [...kept.values()].reduce((all, { here }) => all + here, 0),
  byStage: kept,
})

/** As `fullestPipeline`. */
function fullestKept(kept: Kept, pipelines: readonly { id: number }[]): number | undefined {
  const leads = new Map<number, number>()
  for (const { pipeline_id, here } of kept.values())
    leads.set(pipeline_id, (leads.get(pipeline_id) ?? 0) + here)
  const [fullest] = pipelines
    .map(({ id }) => ({ id, leads: leads.get(id) ?? 0 }))
    .filter(one => one.leads > 0)
    .toSorted((a, b) => b.leads - a.leads || a.id - b.id)
  return fullest?.id
}

/** The pipeline in which most of the leads of the range are; undefined where there are none. */
async function fullestPipeline(needs: ReportNeeds, question: Question): Promise<number | undefined> {
  const { sql, values } = await conditionOf(needs, question.principal, leadsIn(question, question.range))
  const [row] = await needs.db.rows<{ id: number }>(
    `SELECT l.pipeline_id AS id FROM leads l JOIN pipelines p ON p.id = l.pipeline_id AND p.removed_at IS NULL
     WHERE ${sql} GROUP BY l.pipeline_id ORDER BY count(*) DESC, l.pipeline_id LIMIT 1`,
    values,
  )
  return row?.id
}

/** The same parts as the filter `passage` of lists. */
async function passing(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  pipelineId: number,
): Promise<Passed> {
  const { sql, values, put } = await conditionOf(needs, question.principal, leadsIn(question, range))
  const pipeline = put(pipelineId)
  const rows = await needs.db.rows<Passing & { stage_id: number | null; received: number }>(
    `WITH came AS MATERIALIZED (SELECT l.id, l.stage_id, l.status FROM leads l WHERE ${sql}),
     moves AS MATERIALIZED (SELECT h.* FROM stage_history h JOIN came c ON c.id = h.lead_id),
     been AS (SELECT lead_id, to_stage_id AS stage_id FROM moves UNION SELECT lead_id, from_stage_id FROM moves UNION SELECT id, stage_id FROM came),
     last AS (SELECT DISTINCT ON (lead_id) lead_id, from_stage_id FROM moves ORDER BY lead_id, at DESC, id DESC),
     furthest AS (SELECT m.lead_id, max(s.position) AS position FROM moves m JOIN stages s ON s.id = m.to_stage_id
       WHERE s.pipeline_id = ${pipeline}::int AND s.category <> 'lost' GROUP BY m.lead_id),
     fates AS (
       SELECT s.id AS stage_id, CASE WHEN c.stage_id = s.id THEN 'here'
         WHEN c.status = 'lost' AND last.from_stage_id = s.id THEN 'fell_out'
         WHEN furthest.position > s.position THEN 'went_on' ELSE 'went_back' END AS fate
       FROM been b JOIN stages s ON s.id = b.stage_id AND s.pipeline_id = ${pipeline}::int JOIN came c ON c.id = b.lead_id
         LEFT JOIN last ON last.lead_id = b.lead_id LEFT JOIN furthest ON furthest.lead_id = b.lead_id),
     stays AS (SELECT from_stage_id AS stage_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(0, floor(extract(epoch FROM stayed) / 86400))::int) AS days
       FROM moves WHERE stayed IS NOT NULL GROUP BY from_stage_id)
     SELECT NULL::int AS stage_id, count(*) AS received, 0 AS entered, 0 AS here, 0 AS went_on, 0 AS went_back, 0 AS fell_out, NULL::int AS days_median
     FROM came
     UNION ALL
     SELECT f.stage_id, 0, count(*), count(*) FILTER (WHERE fate = 'here'), count(*) FILTER (WHERE fate = 'went_on'),
       count(*) FILTER (WHERE fate = 'went_back'), count(*) FILTER (WHERE fate = 'fell_out'), min(stays.days)
     FROM fates f LEFT JOIN stays ON stays.stage_id = f.stage_id GROUP BY f.stage_id`,
    values,
  )
  const byStage = new Map<number, Passing>()
  let all = 0
  for (const { stage_id, received, ...passed } of rows) {
    if (stage_id === null) all = received
    else byStage.set(stage_id, passed)
  }
  return { received: all, byStage }
}

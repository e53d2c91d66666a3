/** What becomes of a lead in a stage in which it is not any more. */
export const PASSED = ['went_on', 'went_back', 'fell_out'] as const

/** A passage is kept as a number: the stage in its upper 32 bits; in its lower the days of a stay, or from here on what became of the lead. */
const FATES = 2 ** 30
const LOWER = 2 ** 32 - 1
/** The bits of a passage that are the days of a stay. */
export const OF_DAYS = FATES - 1

/** A statement that gives what became of leads in each stage they were in before, and the whole days of each stay: by the history of their moves, as the
 *  filter `passage` of lists. Where a lead was in no other stage there is no row. `only` makes a condition of the name of a column with ids of leads. */
export const passagesOf = (only: (id: string) => string): string =>
  `SELECT lead_id, array_agg(stage_id::bigint << 32 | coalesce(days, ${FATES} + fate) ORDER BY stage_id, fate, days) AS passages FROM (
     SELECT h.lead_id, h.from_stage_id AS stage_id, NULL::int AS fate, greatest(0, floor(extract(epoch FROM h.stayed) / 86400))::int AS days
     FROM stage_history h WHERE h.from_stage_id IS NOT NULL AND h.stayed IS NOT NULL AND ${only('h.lead_id')}
     UNION ALL
     SELECT b.lead_id, b.stage_id,
       CASE WHEN l.status = 'lost' AND b.stage_id = (SELECT h.from_stage_id FROM stage_history h WHERE h.lead_id = l.id ORDER BY h.at DESC, h.id DESC LIMIT 1) THEN ${PASSED.indexOf('fell_out')}
         WHEN b.furthest > b.position THEN ${PASSED.indexOf('went_on')} ELSE ${PASSED.indexOf('went_back')} END, NULL
     FROM (
       SELECT *, max(position) FILTER (WHERE is_entered AND category <> 'lost') OVER (PARTITION BY lead_id, pipeline_id) AS furthest
       FROM (
         SELECT e.lead_id, e.stage_id, s.position, s.category, s.pipeline_id, bool_or(e.is_entry) AS is_entered
         FROM (
           SELECT h.lead_id, h.to_stage_id AS stage_id, true AS is_entry FROM stage_history h WHERE ${only('h.lead_id')}
           UNION ALL SELECT h.lead_id, h.from_stage_id, false FROM stage_history h WHERE h.from_stage_id IS NOT NULL AND ${only('h.lead_id')}) AS e
           JOIN stages s ON s.id = e.stage_id
         GROUP BY e.lead_id, e.stage_id, s.position, s.category, s.pipeline_id) AS been) AS b JOIN leads l ON l.id = b.lead_id
     WHERE l.stage_id <> b.stage_id) AS passed
   GROUP BY lead_id`

/** The stage in which a lead `k` is, as if it were a passage: of no fate and no days. */
export const HERE = `(k.stage_id::bigint << 32 | ${FATES + PASSED.length})`

/** What a passage `e` tells in SQL: the stage; of a stay its days; else what became of the lead. */
export const OF_PASSAGE = `(e >> 32)::int AS stage_id, CASE WHEN (e & ${LOWER}) < ${FATES} THEN (e & ${LOWER})::int END AS days,
  CASE e & ${LOWER} ${PASSED.map((fate, place) => `WHEN ${FATES + place} THEN '${fate}'`).join(' ')} END AS fate`

/** The rows of what is kept of a lead's passages, beside a table with `passages`: of each stage what became of the lead, and of each stay its days. */
export const PASSAGES = `CROSS JOIN LATERAL (SELECT ${OF_PASSAGE} FROM unnest(passages) AS e) AS p`

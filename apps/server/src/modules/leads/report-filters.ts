import { Type } from 'typebox'

/** Fields of a lead that may be asked for as being empty. */
export const EMPTY_FIELDS = [
  'source',
  'campaign_id',
  'project_type',
  'location',
  'lost_reason',
  'competitor',
] as const
/** What became of a lead in a stage. */
export const PASSAGES = ['entered', 'here', 'went_on', 'went_back', 'fell_out'] as const
export type Passage = (typeof PASSAGES)[number]

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

/** Filters by which the figures of reports open their leads. */
export const reportFilters = {
  team_id: Type.Optional(
    Type.Array(Type.String({ pattern: '^([1-9][0-9]{0,8}|none)$' }), {
      maxItems: 50,
      description: 'Ids of teams, or `none`',
    }),
  ),
  pipeline_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
  lost_reason: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }), { maxItems: 50 }),
  ),
  competitor: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }), { maxItems: 50 }),
  ),
  without: Type.Optional(
    Type.Array(Type.Enum(EMPTY_FIELDS), { maxItems: 6, description: 'Fields that are empty' }),
  ),
  arrival: Type.Optional(
    Type.String({
      pattern: '^[1-7]-([0-9]|1[0-9]|2[0-3])$',
      description:
        'Day of the week (1 is Monday) and hour at which they came, by the clock of their team: `6-15`',
    }),
  ),
  answered: Type.Optional(
    Type.Boolean({ description: 'Whether there was a first response with its minutes' }),
  ),
  answered_in_time: Type.Optional(
    Type.Boolean({
      description:
        'Whether the first response came within the minutes that the settings give leads of its source, the score left aside; false are those answered later and not at all',
    }),
  ),
  passage: Type.Optional(
    Type.String({
      pattern: `^(${PASSAGES.join('|')})-[1-9][0-9]{0,8}$`,
      description:
        'What became of them in a stage, with its id: `entered-12` had been in it; of these each is `here` still, `fell_out` (was lost from it), `went_on` to a later one, or `went_back`',
    }),
  ),
  stale: Type.Optional(
    Type.Boolean({ description: 'Open, awake, and longer in their stage than it takes by its settings' }),
  ),
  in_reports: Type.Optional(
    Type.Boolean({
      description: "Only leads that the caller's reports count: see Analytics in the permissions",
    }),
  ),
}

/** The filters of `reportFilters`, all but `in_reports`, which is a matter of the caller's rights. */
export interface ReportFilters {
  team_id?: readonly string[]
  pipeline_id?: readonly number[]
  lost_reason?: readonly string[]
  competitor?: readonly string[]
  without?: readonly (typeof EMPTY_FIELDS)[number][]
  arrival?: string
  answered?: boolean
  answered_in_time?: boolean
  passage?: string
  stale?: boolean
}

/** Adds the conditions on `leads l`. */
export function reportConditions(
  filters: ReportFilters,
  timeZone: string,
  and: (sql: string) => void,
  put: (value: unknown) => string,
): void {
  if (filters.team_id?.length) {
    const ids = filters.team_id.filter(id => id !== 'none').map(Number)
    const some = `l.team_id = ANY (${put(ids)}::int[])`
    and(filters.team_id.includes('none') ? `(l.team_id IS NULL OR ${some})` : some)
  }
  if (filters.pipeline_id?.length) and(`l.pipeline_id = ANY (${put(filters.pipeline_id)}::int[])`)
  if (filters.lost_reason?.length) and(`l.lost_reason = ANY (${put(filters.lost_reason)}::text[])`)
  if (filters.competitor?.length) and(`l.competitor = ANY (${put(filters.competitor)}::text[])`)
  for (const field of filters.without ?? []) and(`l.${field} IS NULL`)
  if (filters.arrival) {
    const [day, hour] = filters.arrival.split('-').map(Number)
    const clock = `clock_of_team(l.created_at, l.team_id, ${put(timeZone)})`
    and(
      `extract(isodow FROM ${clock}) = ${put(day)}::int AND extract(hour FROM ${clock}) = ${put(hour)}::int`,
    )
  }
  if (filters.answered !== undefined)
    and(filters.answered ? 'l.response_minutes IS NOT NULL' : 'l.response_minutes IS NULL')
  if (filters.answered_in_time !== undefined)
    and(filters.answered_in_time ? IN_TIME : `(${IN_TIME}) IS NOT TRUE`)
  if (filters.stale !== undefined) and(filters.stale ? STALE : `(${STALE}) IS NOT TRUE`)
  if (filters.passage) {
    const [passage, stage] = filters.passage.split('-')
    and(passageCondition(passage as Passage, put(Number(stage))))
  }
}

/** A lead `l` was answered within the minutes of its source. */
export const IN_TIME = 'l.response_minutes <= response_target_of(l.source)'

/** What slept counts from its waking; a stage without an age lets nothing go stale. */
const STALE = `l.status IN ('new', 'contacted', 'qualified') AND l.sleeps_until IS NULL
  AND greatest(l.stage_entered_at, l.woke_at) < now() - (SELECT make_interval(days => s.stale_after_days) FROM stages s WHERE s.id = l.stage_id)`

/** The four that are not `entered` part those that are among themselves. */
function passageCondition(passage: Passage, stage: string): string {
  const here = `l.stage_id = ${stage}::int`
  if (passage === 'here') return here
  const been = `(${here} OR EXISTS (SELECT FROM stage_history h WHERE h.lead_id = l.id AND ${stage}::int IN (h.from_stage_id, h.to_stage_id)))`
  if (passage === 'entered') return been
  const fellOut = `(l.status = 'lost' AND NOT ${here} AND coalesce((SELECT h.from_stage_id = ${stage}::int FROM stage_history h
    WHERE h.lead_id = l.id ORDER BY h.at DESC, h.id DESC LIMIT 1), false))`
  if (passage === 'fell_out') return fellOut
  const later = `EXISTS (SELECT FROM stage_history h JOIN stages later ON later.id = h.to_stage_id JOIN stages s ON s.id = ${stage}::int
    WHERE h.lead_id = l.id AND later.pipeline_id = s.pipeline_id AND later.position > s.position AND later.category <> 'lost')`
  return `(${been} AND NOT ${here} AND NOT ${fellOut} AND ${passage === 'went_on' ? later : `NOT ${later}`})`
}

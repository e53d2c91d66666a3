import { type Static, type TProperties, Type } from 'typebox'
import { LeadFilters, LeadPatch, PROJECT_TYPES, REQUIRABLE_FIELDS } from '../leads/index.ts'
import { EVIDENCE } from './evidence.ts'
import { STAGE_CATEGORIES, STAGE_COLOURS } from './pipelines.repository.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
const closed = <T extends TProperties>(properties: T, options: { minProperties?: number } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

const ProjectType = Type.Enum(PROJECT_TYPES)
const RequirableField = Type.Enum([
  ...(Object.keys(REQUIRABLE_FIELDS) as (keyof typeof REQUIRABLE_FIELDS)[]),
  ...EVIDENCE,
])

export const Stage = Type.Object({
  id: Id,
  name: Type.String(),
  category: Type.Enum(STAGE_CATEGORIES),
  position: Type.Integer(),
  colour: nullable(Type.Enum(STAGE_COLOURS)),
  win_probability: Type.Integer({ minimum: 0, maximum: 100, description: 'Percent' }),
  stale_after_days: nullable(Type.Integer({ description: 'Days in the stage; null: never' })),
  enter_on_first_contact: Type.Boolean(),
  required_fields: Type.Array(Type.String(), {
    description: 'Fields of a lead that must be filled in to enter',
  }),
  next_stage_ids: nullable(
    Type.Array(Id, { description: 'Where leads may go from here besides Lost; null: anywhere' }),
  ),
  note_required: Type.Boolean({ description: 'Entering takes a few words' }),
})

export const PipelineList = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      project_type: nullable(Type.String()),
      stages: Type.Array(Stage),
    }),
  ),
})

export const LeadIdParams = closed({ leadId: Id })

/** What may be filled in on the way: what an edit may change, but for where the lead stands. */
const {
  status: _status,
  stage_id: _stage,
  lost_reason: _reason,
  competitor: _firm,
  lost_note: _note,
  ...fillable
} = LeadPatch.properties
export const MoveBody = closed({
  stage_id: Id,
  before_id: Type.Optional({ ...Id, description: 'Put it directly above this card' }),
  after_id: Type.Optional({ ...Id, description: 'Put it directly below this card' }),
  lost_reason: Type.Optional(text(200)),
  competitor: Type.Optional({ ...text(100), description: 'The firm that a lost lead went to' }),
  note: Type.Optional({
    ...text(1000),
    description: 'A few words about the move, for the history; of a loss it stays with the lead',
  }),
  fields: Type.Optional(closed(fillable, { minProperties: 1 })),
})
export type MoveBody = Static<typeof MoveBody>

export const Moved = Type.Object({
  lead_id: Id,
  pipeline_id: Id,
  stage_id: Id,
  stage: Type.String(),
  status: Type.Enum(STAGE_CATEGORIES),
  stage_entered_at: Type.String({ format: 'date-time' }),
  position: Type.Integer({ description: 'Order within the stage, the highest on top' }),
  sleeps_until: nullable(Type.String({ format: 'date' })),
  updated_at: Type.String({ format: 'date-time' }),
  version: Type.Integer(),
  row_rev: Type.Integer(),
})
export type Moved = Static<typeof Moved>

const Day = Type.String({ format: 'date', description: 'A day to come, YYYY-MM-DD' })
export const SleepBody = Type.Union([
  closed({ until: Day }),
  closed({
    before_possession_days: Type.Integer({
      minimum: 1,
      maximum: 365,
      description: 'Wakes so many days before the possession date',
    }),
  }),
])

/** Cards of a column that come with the board, and most that may be asked for at once. */
export const CARDS = 25
const MOST_CARDS = 100

const { deleted: _deleted, ...filters } = LeadFilters.properties
export const BoardParams = closed({
  pipelineId: Type.String({ pattern: '^([1-9][0-9]{0,8}|all)$', description: 'Id of a pipeline, or `all`' }),
})
const BOARD_SORTS = ['-position', '-priority'] as const

export const BoardQuery = closed({
  ...filters,
  limit: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST_CARDS,
      default: CARDS,
      description: 'Cards of each column; 0: only the figures',
    }),
  ),
  column: Type.Optional(
    Type.String({
      pattern: '^([1-9][0-9]{0,8}|new|contacted|qualified|converted)$',
      description: 'Only this column: its `key`',
    }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 1000, description: 'Goes with `column`: its `next_cursor`' }),
  ),
  sort: Type.Optional(
    Type.Enum(BOARD_SORTS, {
      default: '-position',
      description: 'Within each column: as people have placed the cards, or the most urgent lead on top',
    }),
  ),
  asleep: Type.Optional(Type.Boolean({ description: 'The sleeping leads in place of those that are awake' })),
})
export type BoardQuery = Static<typeof BoardQuery>

const Card = Type.Object({
  id: Id,
  version: Type.Integer(),
  row_rev: Type.Integer({ description: 'Raised by every change' }),
  name: Type.String(),
  status: Type.Enum(STAGE_CATEGORIES),
  pipeline_id: Id,
  stage_id: Id,
  stage_entered_at: Type.String({ format: 'date-time' }),
  position: Type.Integer(),
  sleeps_until: nullable(Type.String({ format: 'date' })),
  woke_at: nullable(Type.String({ format: 'date-time' })),
  score: nullable(Type.Integer()),
  priority: nullable(Type.Integer()),
  assigned_to: nullable(Id),
  owner: nullable(Type.Object({ id: Id, name: Type.String() })),
  team_id: nullable(Id),
  location: nullable(Type.String()),
  project_type: nullable(Type.String()),
  property_type: nullable(Type.String()),
  configuration: nullable(Type.String()),
  possession_date: nullable(Type.String({ format: 'date' })),
  source: nullable(Type.String()),
  budget: nullable(Type.Number()),
  currency: Type.String(),
  tags: Type.Array(Type.String()),
  is_duplicate: Type.Boolean(),
  next_activity_at: nullable(Type.String({ format: 'date-time' })),
  last_activity_at: nullable(Type.String({ format: 'date-time' })),
  response_due_at: nullable(Type.String({ format: 'date-time' })),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
})

export const Board = Type.Object({
  columns: Type.Array(
    Type.Object({
      key: Type.String({
        description: 'Names the column: id of its stage, or its category on the board of all pipelines',
      }),
      stage_id: nullable({ ...Id, description: 'Null on the board of all pipelines' }),
      stage_ids: Type.Array(Id),
      name: Type.String(),
      category: Type.Enum(STAGE_CATEGORIES),
      count: Type.Integer({
        description: 'All leads of the column, asleep or not; at most 10,000 when `capped`',
      }),
      capped: Type.Boolean(),
      budget_sum: nullable(Type.Number({ description: 'Null when capped' })),
      weighted_sum: nullable(Type.Number({ description: 'Budgets times win probability; null when capped' })),
      asleep: Type.Integer({ description: 'How many of them sleep; at most 1,000' }),
      cards: Type.Array(Card),
      next_cursor: nullable(Type.String()),
    }),
  ),
  lost_stage_id: nullable(Id),
  sort: Type.Enum(BOARD_SORTS),
})

/** What may be said of a stage; all of it optional in a change. */
const stageValues = {
  name: text(100),
  colour: nullable(Type.Enum(STAGE_COLOURS)),
  win_probability: Type.Integer({ minimum: 0, maximum: 100, description: 'Percent' }),
  stale_after_days: nullable(Type.Integer({ minimum: 1, maximum: 365 })),
  enter_on_first_contact: Type.Boolean(),
  required_fields: Type.Array(RequirableField, {
    maxItems: 20,
    uniqueItems: true,
    description: '`signed_quote` and `booking_payment` only where leads are converted',
  }),
  next_stage_ids: nullable(Type.Array(Id, { maxItems: 50, uniqueItems: true })),
  note_required: Type.Boolean(),
}
const OpenCategory = Type.Enum(['new', 'contacted', 'qualified'])

export const StageCreate = closed({
  ...Type.Partial(Type.Object(stageValues)).properties,
  name: text(100),
  category: OpenCategory,
})
export type StageCreate = Static<typeof StageCreate>
export const StagePatch = closed(
  { ...Type.Partial(Type.Object(stageValues)).properties, category: Type.Optional(OpenCategory) },
  { minProperties: 1 },
)
export type StagePatch = Static<typeof StagePatch>
export const StageOrder = closed({ stage_ids: Type.Array(Id, { minItems: 1, maxItems: 50 }) })
export const PipelineCreate = closed({ name: text(100), project_type: ProjectType })
export type PipelineCreate = Static<typeof PipelineCreate>
export const PipelinePatch = closed(
  { name: Type.Optional(text(100)), position: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) },
  { minProperties: 1 },
)
export type PipelinePatch = Static<typeof PipelinePatch>
export const PipelineIdParams = closed({ id: Id })
export const StageParams = closed({ id: Id, stageId: Id })
export const RemovalQuery = closed({
  move_to: Type.Optional({ ...Id, description: 'Stage that its leads go to' }),
})

export const SettingsList = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      project_type: nullable(Type.String()),
      stages: Type.Array(
        Type.Interface([Stage], { leads: Type.Integer({ description: 'How many stand in it' }) }),
      ),
    }),
  ),
})

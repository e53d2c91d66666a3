import { type Static, type TProperties, type TSchema, Type } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })
const Instant = Type.String({ format: 'date-time' })
const Score = Type.Integer({ minimum: 0, maximum: 100 })
const Share = Type.Number({ minimum: 0, maximum: 1 })

/** What a lead is judged by. */
export const ATTRIBUTES = [
  'budget',
  'engagement',
  'location',
  'project_type',
  'source',
  'possession',
  'completeness',
] as const
export type Attribute = (typeof ATTRIBUTES)[number]

/** Attributes whose worth is told value by value. */
export const VALUED = ['location', 'project_type', 'source'] as const

export const ScoringSettings = closed({
  mode: Type.Enum(['joined', 'weights', 'learned'], {
    description: 'joined: the more closed leads there are, the more what is learned from them counts',
  }),
  attributes: Type.Array(
    closed({
      name: Type.Enum(ATTRIBUTES),
      weight: Type.Number({ minimum: 0, maximum: 1000, description: 'Counts by its share of all weights' }),
      is_on: Type.Boolean({ description: 'false: neither weighed nor learned from' }),
    }),
    { minItems: ATTRIBUTES.length, maxItems: ATTRIBUTES.length },
  ),
  half_life_days: Type.Integer({
    minimum: 1,
    maximum: 365,
    description: 'After so many days what a client did counts half',
  }),
  budget: closed({
    low: Type.Number({ minimum: 1, maximum: 1e12, description: 'Scores 0. Major units of the currency' }),
    high: Type.Number({ minimum: 1, maximum: 1e12, description: 'Scores 100' }),
  }),
  values: Type.Array(
    closed({
      attribute: Type.Enum(VALUED),
      value: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
      score: Score,
    }),
    { maxItems: 500, description: 'What is not listed scores 50: neither good nor bad' },
  ),
  bands: closed({
    high: Type.Integer({ minimum: 2, maximum: 100, description: 'From this score on: High' }),
    medium: Type.Integer({ minimum: 1, maximum: 99, description: 'From this score on: Medium' }),
  }),
})
export type ScoringSettings = Static<typeof ScoringSettings>

export const Bands = ScoringSettings.properties.bands

const Metrics = Type.Object({
  rows: Type.Integer({ description: 'Of the newest closed leads, which it had not seen' }),
  auc: nullable(Share),
  log_loss: Type.Number({ minimum: 0 }),
  brier: Share,
})

/** How good a model is, on the newest closed leads. */
export const ModelCard = Type.Object({
  id: Id,
  trained_at: Instant,
  trained_by: nullable(Type.Object({ id: Id, name: Type.String() })),
  closed: Type.Integer(),
  converted: Type.Integer(),
  left_out: Type.Integer({
    description:
      'Closed leads that came in closed already: how they stood while they were open is not known, so they teach nothing',
  }),
  has_learned: Type.Boolean({ description: 'false: there was too little to learn from' }),
  learned_share: { ...Share, description: 'How much of a score is learned' },
  is_kept: Type.Boolean(),
  metrics: nullable(Metrics),
  before: nullable({
    ...Metrics,
    description:
      'The model in use until then, on the leads that neither had seen; null while they are too few',
  }),
  beside: nullable({ ...Metrics, description: 'This model on the same leads' }),
  reliability: Type.Array(Type.Object({ rows: Type.Integer(), forecast: Share, observed: Share }), {
    description: 'Leads in order of their forecast, in parts of equal size',
  }),
  influence: Type.Array(Type.Object({ name: Type.String(), points: Type.Number() }), {
    description: 'Points by which each attribute moves a score on average, the largest first',
  }),
})
export type ModelCard = Static<typeof ModelCard>

export const Models = Type.Object({ data: Type.Array(ModelCard, { description: 'The newest first' }) })

export const IdParams = closed({ id: Id })

const Reason = Type.Object({ name: Type.String(), points: Type.Number() })

export const LeadScore = Type.Object({
  lead_id: Id,
  score: nullable(Score),
  band: nullable(Type.Enum(['high', 'medium', 'low'])),
  base: nullable(Type.Number({ description: 'Points of a lead of which nothing is known' })),
  reasons: Type.Array(Reason, { description: 'With the base they sum to the score; the largest first' }),
  probability: nullable({ ...Share, description: 'Chance of conversion, learned from closed leads' }),
  forecast: nullable(Type.Number({ description: 'Probability times budget. Major units of the currency' })),
  learned_share: nullable(Share),
  confidence: nullable(Type.Enum(['low', 'medium', 'high'])),
  model_id: nullable(Id),
  updated_at: nullable(Instant),
  history: Type.Array(Type.Object({ score: Score, at: Instant }), { description: 'The oldest first' }),
})
export type LeadScore = Static<typeof LeadScore>

export const Preview = Type.Object({
  scored: Type.Integer({ description: 'Open leads looked at: the newest' }),
  moved: Type.Integer({ description: 'Those of them whose band would change' }),
  bands: Type.Object({
    before: Type.Object({ high: Type.Integer(), medium: Type.Integer(), low: Type.Integer() }),
    after: Type.Object({ high: Type.Integer(), medium: Type.Integer(), low: Type.Integer() }),
  }),
  examples: Type.Array(Type.Object({ lead_id: Id, name: Type.String(), score: Score, after: Score }), {
    description: 'Those that would move most, at most 20',
  }),
})
export type Preview = Static<typeof Preview>

export const Training = Type.Object({
  is_running: Type.Boolean({ description: 'The new model stands in the list when it is done' }),
})

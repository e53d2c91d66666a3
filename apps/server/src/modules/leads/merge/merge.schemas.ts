import { type Static, Type } from 'typebox'
import { CustomKey, Id, Instant, Lead, LeadPatch, nullable, Person } from '../leads.schemas.ts'

/** Fields of which one value stays. `owner` stands for whose the lead is, `stage` for project type, pipeline, stage and why it was lost. */
export const CHOSEN_FIELDS = [
  'name',
  'phone',
  'email',
  'address',
  'location',
  'owner',
  'stage',
  'budget',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'style',
  'possession_date',
  'source',
  'campaign_id',
  'referred_by',
  'language',
] as const
export type ChosenField = (typeof CHOSEN_FIELDS)[number]

/** Fields of which the merged lead has what both had. */
export const UNITED_FIELDS = ['phones', 'tags', 'consent', 'external_ids'] as const
export type UnitedField = (typeof UNITED_FIELDS)[number]

const Choice = Type.Enum(['winner', 'loser'])

/** Values written anew instead of either one. */
const OWN_FIELDS = [
  'name',
  'phone',
  'email',
  'address',
  'location',
  'budget',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'style',
  'possession_date',
  'source',
  'campaign_id',
  'referred_by',
  'language',
] as const

const choices = {
  fields: Type.Optional(
    Type.Partial(Type.Object(Object.fromEntries(CHOSEN_FIELDS.map(field => [field, Choice]))), {
      additionalProperties: false,
      description:
        'Whose value stays; of what is not named the winner’s, and the loser’s where the winner has none',
    }),
  ),
  custom: Type.Optional(
    Type.Record(CustomKey, Choice, {
      maxProperties: 100,
      additionalProperties: false,
      description: 'The same of the firm’s own fields, by key',
    }),
  ),
  values: Type.Optional(
    Type.Object(Object.fromEntries(OWN_FIELDS.map(field => [field, LeadPatch.properties[field]])), {
      additionalProperties: false,
      description: 'Values that neither has',
    }),
  ),
}

export const MergeRequest = Type.Object(
  { winner_id: Id, loser_id: Id, ...choices },
  { additionalProperties: false },
)
export type MergeRequest = {
  winner_id: number
  loser_id: number
  fields?: Partial<Record<ChosenField, 'winner' | 'loser'>>
  custom?: Record<string, 'winner' | 'loser'>
  values?: Pick<LeadPatch, (typeof OWN_FIELDS)[number]>
}

export const Merged = Type.Object({
  merge_id: Id,
  undo_until: Instant,
  lead: Lead,
})

export const MergePreview = Type.Object({
  winner: Lead,
  loser: Lead,
  proposed_winner_id: Id,
  result: Lead,
  fields: Type.Array(
    Type.Object({
      field: Type.Enum([...CHOSEN_FIELDS, ...UNITED_FIELDS]),
      differs: Type.Boolean({ description: 'Both have a value, and not the same' }),
      chosen: Type.Enum(['winner', 'loser', 'both', 'own'], { description: 'Where the result comes from' }),
    }),
  ),
  custom: Type.Array(
    Type.Object({
      key: Type.String(),
      differs: Type.Boolean({ description: 'Both have a value, and not the same' }),
      chosen: Choice,
    }),
    { description: 'The firm’s own fields in which one of the two has a value' },
  ),
  moves: Type.Record(Type.String(), Type.Integer(), {
    description: 'How many rows go over to the winner, by what they are',
  }),
})

export const MergeList = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Id,
      winner: Type.Object({ id: Id, name: Type.String() }),
      loser: Type.Object({
        id: Id,
        name: nullable(Type.String({ description: 'Null once it is gone for good' })),
      }),
      merged_by: nullable(Person),
      merged_at: Instant,
      undo_until: nullable(
        Type.String({ format: 'date-time', description: 'Null when it cannot be undone' }),
      ),
    }),
  ),
  next_cursor: nullable(Type.String()),
})
export type MergeList = Static<typeof MergeList>

export const MergeListQuery = Type.Object(
  {
    lead_id: Type.Optional({ ...Id, description: 'Only what was merged into this lead' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export type MergeListQuery = Static<typeof MergeListQuery>

export const Unmerged = Type.Object({ winner: Lead, loser: Lead })

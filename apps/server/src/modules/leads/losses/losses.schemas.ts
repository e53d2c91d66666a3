import { type Static, Type } from 'typebox'
import { Id, Instant, nullable, Person, text } from '../leads.schemas.ts'

export const LostReason = Type.Object({
  id: Id,
  label: Type.String(),
  is_retired: Type.Boolean({ description: 'Not offered any more; leads that have it keep it' }),
})
export const LostReasonList = Type.Object({
  data: Type.Array(LostReason, { description: 'In order' }),
  version: Type.Integer({ description: 'For the next `PUT`' }),
})
export type LostReasonList = Static<typeof LostReasonList>
export const LostReasonsPut = Type.Object(
  {
    data: Type.Array(
      Type.Object(
        {
          id: Type.Optional({
            ...Id,
            description: 'Of a reason that is there: other words rename it on all leads',
          }),
          label: text(200),
          is_retired: Type.Optional(Type.Boolean({ default: false })),
        },
        { additionalProperties: false },
      ),
      { maxItems: 200, description: 'All reasons, in order; of those left out leads keep the words' },
    ),
    version: Type.Integer({ minimum: 1, description: 'As it was read' }),
  },
  { additionalProperties: false },
)
export type LostReasonsPut = Static<typeof LostReasonsPut>

export const CompetitorList = Type.Object({
  data: Type.Array(Type.String(), { description: 'Firms that leads went to, the last named first' }),
})

const StageName = Type.Object({ id: Id, name: Type.String() })

export const LossList = Type.Object({
  data: Type.Array(
    Type.Object({
      lost_at: Instant,
      lost_by: nullable(Person),
      from: nullable(StageName),
      reason: nullable(Type.String()),
      competitor: nullable(Type.String()),
      note: nullable(Type.String()),
      reopened_at: nullable(Instant),
      reopened_by: nullable({ ...Person, description: 'Null where an enquiry did it' }),
      reopened_to: nullable(StageName),
      by_enquiry: Type.Boolean({ description: 'The lead came again by itself' }),
      response_minutes: nullable(
        Type.Integer({
          description:
            'Whole working minutes from the reopening to the next real outgoing contact; null where the lead was never contacted before: then they are those of the lead',
        }),
      ),
    }),
    { description: 'How often the lead was lost, the latest first' },
  ),
  reopens_to: nullable({ ...StageName, description: 'Where a lost lead goes back to' }),
})
export type LossList = Static<typeof LossList>

export const ReopenBody = Type.Object(
  { note: Type.Optional({ ...text(1000), description: 'A few words, for the history' }) },
  { additionalProperties: false },
)

import { type Static, type TProperties, Type } from 'typebox'
import { PROJECT_TYPES, Selection } from '../../leads/index.ts'
import { ConvertBody } from '../conversion.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Count = Type.Integer({ minimum: 0 })
const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })

/** Most leads that are shown one by one, and for which something can be filled in. */
export const MOST_SHOWN = 100

const { fields, evidence, note } = ConvertBody.properties

export const ConvertManyBody = closed({
  selection: Selection,
  given: Type.Optional(
    Type.Array(
      closed({
        lead_id: Id,
        version: Type.Optional({
          ...Type.Integer({ minimum: 1 }),
          description: 'The version of the lead that it was decided on',
        }),
        fields,
        evidence,
      }),
      { maxItems: MOST_SHOWN, description: 'What the checklist still lacks, by lead' },
    ),
  ),
  note,
})
export type ConvertManyBody = Static<typeof ConvertManyBody>

export const CheckBody = closed({ selection: Selection })

/** As the checklist names it: `budget`, `signed_quote`, `signed_quote.amount`. */
const Missing = Type.Array(Type.String())

export const ManyChecklist = Type.Object({
  total: { ...Count, description: 'Living leads of the selection that you may convert' },
  ready: Count,
  already: { ...Count, description: 'Clients already' },
  lacking: Count,
  refused: { ...Count, description: 'Lost, or in a stage from which no lead is converted' },
  asks_note: Type.Boolean({ description: 'A converted stage of theirs asks for a few words' }),
  leads: Type.Array(
    Type.Object({
      lead_id: Id,
      name: Type.String(),
      version: Type.Integer(),
      missing: Missing,
      missing_with: Type.Union(
        [
          Type.Object(
            Object.fromEntries(PROJECT_TYPES.map(type => [type, Missing])) as Record<
              (typeof PROJECT_TYPES)[number],
              typeof Missing
            >,
          ),
          Type.Null(),
        ],
        { description: 'Of a lead without a project type: what it lacks with each' },
      ),
      quote_to_sign: Type.Union([
        Type.Object({ id: Id, version: Type.Integer(), amount: Type.Number(), currency: Type.String() }),
        Type.Null(),
      ]),
    }),
    { description: `The first ${MOST_SHOWN} that lack something` },
  ),
  refusals: Type.Array(Type.Object({ lead_id: Id, name: Type.String(), reason: Type.String() }), {
    description: `The first ${MOST_SHOWN} that are refused whatever is filled in`,
  }),
})
export type ManyChecklist = Static<typeof ManyChecklist>

import { type Static, Type } from 'typebox'
import { closed, Id, nullable, text } from '../activities.schemas.ts'

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM' })
const DayHours = Type.Object({ from: Clock, to: Clock }, closed)

/** When the firm and its teams work, and how fast a new lead is to be contacted. */
export const ResponseRulesBody = Type.Object(
  {
    hours: Type.Array(
      Type.Object(
        {
          team_id: { ...nullable(Id), description: 'Null for the whole firm' },
          time_zone: { ...nullable(text(60)), description: "IANA name; the firm's when null" },
          days: Type.Array(nullable(DayHours), {
            minItems: 7,
            maxItems: 7,
            description: 'Monday first; null is a day off',
          }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 200 },
    ),
    holidays: Type.Array(
      Type.Object({ team_id: nullable(Id), day: Type.String({ format: 'date' }), name: text(100) }, closed),
      { maxItems: 1000 },
    ),
    targets: Type.Array(
      Type.Object(
        {
          source: { ...nullable(text(50)), description: 'Null for any source' },
          is_hot: Type.Boolean({ description: 'Of leads with a high score alone' }),
          minutes: Type.Integer({ minimum: 1, maximum: 10_080, description: 'Minutes of work' }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 200 },
    ),
  },
  closed,
)
export type ResponseRulesBody = Static<typeof ResponseRulesBody>

import { type Static, Type } from 'typebox'
import { closed, orNull } from '../admin/wire.ts'

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM' })
const Day = Type.String({ format: 'date' })
const words = (maxLength: number, description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength, pattern: '\\S' }), { maxItems: 50, description })

const fields = {
  capacity: {
    ...orNull(Type.Integer({ minimum: 0, maximum: 100_000 })),
    description: 'Open leads at most; null for any number, 0 takes no leads from the rules',
  },
  expertise: words(50, 'Project types, property types and styles they know best'),
  languages: words(50, 'Languages they speak'),
  areas: words(100, 'Cities they work in'),
  hours: {
    ...orNull(
      Type.Array(orNull(Type.Object({ from: Clock, to: Clock }, closed)), { minItems: 7, maxItems: 7 }),
    ),
    description: 'Monday first, null is a day off; null for the hours of the team',
  },
  leaves: Type.Array(Type.Object({ from: Day, to: Day }, closed), {
    maxItems: 100,
    description: 'First and last day of each leave',
  }),
  is_out_today: Type.Boolean({ description: 'Gets no more leads on this day' }),
}

/** When a person takes new leads, and which suit them. */
export const Availability = Type.Object({
  ...fields,
  is_away: Type.Boolean({ description: 'On leave or out at this moment' }),
  takes: Type.Enum(['leads', 'clients'], {
    description: 'Clients to design for, where no role of theirs sees leads',
  }),
})
export type Availability = Static<typeof Availability>

export const AvailabilityBody = Type.Object(fields, closed)
export type AvailabilityBody = Static<typeof AvailabilityBody>

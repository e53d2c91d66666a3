import { type Static, Type } from 'typebox'
import { FOLLOW_UP_KINDS } from '../../activities/index.ts'
import type { PROJECT_TYPES } from '../../leads/index.ts'

const closed = { additionalProperties: false } as const
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const KICK_OFF_WHO = ['account_owner', 'designer', 'converter'] as const

const Step = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    kind: Type.Enum(FOLLOW_UP_KINDS),
    who: Type.Enum(KICK_OFF_WHO),
    anchor: Type.Enum(['conversion', 'move_in'], { description: 'What `days` are counted from' }),
    days: Type.Integer({
      minimum: 0,
      maximum: 730,
      description: 'Working days after the conversion, from 1, or days before the move-in date',
    }),
  },
  closed,
)
export type KickOffStep = Static<typeof Step>

const steps = Type.Array(Step, { maxItems: 30, description: 'In the order in which they are shown' })
const plan = {
  high_budget_from: {
    ...nullable(Type.Number({ minimum: 0, maximum: 999_999_999_999.99 })),
    description:
      'From this budget on a project is a high-budget one, whatever its type; null for its type alone',
  },
  residential: { ...steps, description: 'Also for leads without a project type' },
  commercial: steps,
  high_budget: steps,
} as const satisfies Record<(typeof PROJECT_TYPES)[number], unknown> & Record<string, unknown>

/** What is planned after a conversion, by project type. */
export const KickOffPlan = Type.Object({
  ...plan,
  currency: Type.String({ description: 'ISO 4217' }),
  version: Type.Integer(),
})
export type KickOffPlan = Static<typeof KickOffPlan>

export const KickOffPlanPut = Type.Object({ ...plan, version: Type.Integer({ minimum: 1 }) }, closed)
export type KickOffPlanPut = Static<typeof KickOffPlanPut>

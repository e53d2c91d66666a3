import { type Static, Type } from 'typebox'
import { Id, Instant, Lead, nullable, Person } from '../leads.schemas.ts'

export const PAIR_STATES = ['open', 'later', 'settled'] as const

export const PairQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Enum(PAIR_STATES, {
        default: 'open',
        description: '`open`: to be looked at; `later`: put off; `settled`: told apart, or one household',
      }),
    ),
    strength: Type.Optional(
      Type.Enum(['strong', 'weak'], {
        description: '`strong`: the same phone or e-mail; `weak`: names alike in the same city',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export type PairQuery = Static<typeof PairQuery>

export const Decision = Type.Enum(['not_duplicate', 'household', 'later'])
export type Decision = 'not_duplicate' | 'household' | 'later'

const Side = Type.Object({
  lead: nullable(Lead),
  owner: nullable(Person),
  ask_token: nullable(Type.String({ description: 'For `POST /crm/leads/access-requests`' })),
  asked_at: nullable(Instant),
})

export const SuspectedPair = Type.Object({
  /** The lead that was there first. */
  first: Side,
  second: Side,
  matched_on: Type.Array(Type.Enum(['phone', 'email', 'name', 'address', 'said'])),
  strength: nullable(Type.Enum(['strong', 'weak'])),
  score: nullable(Type.Integer({ minimum: 1, maximum: 100, description: 'How alike, of 100' })),
  found_at: nullable(Instant),
  decision: nullable(
    Type.Object({ is: Decision, by: nullable(Person), at: Instant, until: nullable(Instant) }),
  ),
})
export type SuspectedPair = Static<typeof SuspectedPair>

export const PairList = Type.Object({ data: Type.Array(SuspectedPair), next_cursor: nullable(Type.String()) })

export const PairDecision = Type.Object(
  {
    lead_id: Id,
    other_id: Id,
    decision: nullable(Type.Enum(['not_duplicate', 'household', 'later'])),
  },
  { additionalProperties: false, description: '`null` takes the decision back' },
)
export type PairDecision = Static<typeof PairDecision>

export const DecidedPair = Type.Object({
  lead_id: Id,
  other_id: Id,
  decision: nullable(Decision),
  until: nullable(Instant),
})

export const Household = Type.Object({
  members: Type.Array(
    Type.Object({
      lead_id: Id,
      name: Type.String(),
      shares: Type.Array(Type.Enum(['phone', 'email', 'address'])),
      is_confirmed: Type.Boolean({ description: 'Somebody said that they are one household' }),
      status: Type.String(),
      stage: Type.String(),
      owner: nullable(Person),
    }),
  ),
  hidden: Type.Array(Type.Object({ owner: nullable(Person), count: Type.Integer({ minimum: 1 }) }), {
    description: 'Members whom the caller does not see, by owner',
  }),
})
export type Household = Static<typeof Household>

import { type Static, Type } from 'typebox'
import { LeadKindFilters } from '../leads/index.ts'

const closed = { additionalProperties: false } as const
const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const STRATEGIES = ['expertise', 'least_open', 'round_robin'] as const
export type Strategy = (typeof STRATEGIES)[number]

const RuleBody = Type.Object(
  {
    id: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Of a rule that is kept' }),
    ),
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    is_active: Type.Boolean(),
    conditions: LeadKindFilters,
    team_id: {
      ...nullable(Id),
      description: 'Its people; whoever heads it only with a capacity of their own',
    },
    user_ids: Type.Array(Id, {
      maxItems: 300,
      uniqueItems: true,
      description: 'These people, without a team',
    }),
    strategy: Type.Array(Type.Enum(STRATEGIES), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description: 'What decides, the first before the second; a tie goes to whoever has waited longest',
    }),
  },
  closed,
)
export type RuleBody = Static<typeof RuleBody>

const plan = {
  is_on: Type.Boolean({ description: 'Whether leads without an owner are given to anybody' }),
  keeps_owner: Type.Boolean({
    description: 'A lead that shares phone, e-mail or household with another goes to the owner of that',
  }),
  fallback_owner_id: { ...nullable(Id), description: 'Gets what nobody takes by the rules' },
  takes_back: Type.Boolean({ description: 'A lead that is not contacted in time goes to the next' }),
  most_takes: Type.Integer({
    minimum: 1,
    maximum: 10,
    description: 'How often that is done; then the manager of the last owner gets it',
  }),
  rules: Type.Array(RuleBody, { maxItems: 100, description: 'In order: the first that fits decides' }),
}

export const PlanBody = Type.Object({ ...plan, version: Type.Integer({ minimum: 1 }) }, closed)
export type PlanBody = Static<typeof PlanBody>
export const Trial = Type.Object(plan, closed)
export type Trial = Static<typeof Trial>

const Rule = Type.Object({ ...RuleBody.properties, id: Id })
export const Plan = Type.Object({ ...plan, rules: Type.Array(Rule), version: Type.Integer() })
export type Plan = Static<typeof Plan>

export const RunBody = Type.Object(
  { lead_ids: Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }) },
  closed,
)

/** How a lead found who it went to. */
export const OUTCOMES = ['former', 'rule', 'fallback', 'nobody'] as const

/** What became of a lead, or would. */
const Outcome = {
  lead_id: Id,
  owner_id: nullable(Id),
  kind: Type.Enum(OUTCOMES, {
    description: 'former: their owner already; fallback: no rule fits, or none of its people is free',
  }),
  rule: nullable(Type.String({ description: 'Name of the rule that decided' })),
  reason: Type.String({ description: 'In words, as the timeline tells it' }),
}
export const RunAnswer = Type.Object({ data: Type.Array(Type.Object(Outcome)) })
export type RunAnswer = Static<typeof RunAnswer>

export const Simulation = Type.Object({
  leads: Type.Integer({ description: 'Leads that were tried: the last 500' }),
  changed: Type.Integer({ description: 'Those that somebody else would have got' }),
  people: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      leads: Type.Integer(),
      now: Type.Integer({ description: 'Of these leads, as they are' }),
    }),
  ),
  rules: Type.Array(Type.Object({ name: Type.String(), leads: Type.Integer() })),
  without_rule: Type.Integer({ description: 'Leads that went to the fallback owner, or nobody' }),
  data: Type.Array(Type.Object({ ...Outcome, name: Type.String(), now_owner_id: nullable(Id) })),
})
export type Simulation = Static<typeof Simulation>

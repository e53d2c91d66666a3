import { type Static, Type } from 'typebox'
import { LeadKindFilters } from '../../../leads/index.ts'

const closed = { additionalProperties: false } as const
const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** The places with a client that rules propose somebody for. */
export const PLACES = ['account_owner', 'designer'] as const
export type PlaceName = (typeof PLACES)[number]
export const CRITERIA = ['workload', 'skill', 'city'] as const
export type Criterion = (typeof CRITERIA)[number]

const Rule = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    is_active: Type.Boolean(),
    conditions: { ...LeadKindFilters, description: 'What the lead that was converted has to be like' },
    who: Type.Enum(['lead_team', 'anybody', 'team', 'people'], {
      description:
        'Whom it chooses among: the team of the lead (for account owners), anybody who can have the place, or those named',
    }),
    team_id: {
      ...nullable(Id),
      description: 'With `team`; whoever heads it only with a capacity of their own',
    },
    user_ids: Type.Array(Id, { maxItems: 300, uniqueItems: true, description: 'With `people`' }),
    goes_by: Type.Array(Type.Enum(CRITERIA), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description: 'What decides: whom skill and city suit comes first, the smaller load second',
    }),
  },
  closed,
)
export type ClientRule = Static<typeof Rule>

const Place = Type.Object(
  {
    rules: Type.Array(Rule, {
      maxItems: 50,
      description: 'In order: the first that fits and has somebody free decides',
    }),
    fallback_id: {
      ...nullable(Id),
      description: 'Gets what nobody takes by the rules; null for the manager of who converted',
    },
  },
  closed,
)
export type PlaceRules = Static<typeof Place>
const plan = { account_owner: Place, designer: Place }

/** By which rules people are proposed for clients. */
export const ClientPlanTrial = Type.Object(plan, closed)
export type ClientPlanTrial = Static<typeof ClientPlanTrial>
export const ClientPlanPut = Type.Object({ ...plan, version: Type.Integer({ minimum: 1 }) }, closed)
export type ClientPlanPut = Static<typeof ClientPlanPut>
export const ClientPlan = Type.Object({ ...plan, version: Type.Integer() })
export type ClientPlan = Static<typeof ClientPlan>

const Person = Type.Object({ id: Id, name: Type.String() })
const Tried = Type.Object({
  now: { ...nullable(Person), description: 'Who has the place' },
  would: { ...nullable(Person), description: 'Who would be proposed' },
  rule: nullable(Type.String({ description: 'Name of the rule that decides; null for the fallback' })),
  reason: Type.String({ description: 'In words' }),
})

/** Who would be proposed by other rules. */
export const ClientPlanSimulation = Type.Object({
  clients: Type.Integer({ description: 'Conversions that were tried: the last 200' }),
  changed: Type.Integer({
    description: 'Those where somebody else would look after the client, or design for it',
  }),
  data: Type.Array(
    Type.Object({ client_id: Id, name: Type.String(), account_owner: Tried, designer: Tried }),
    { description: 'The latest first' },
  ),
})
export type ClientPlanSimulation = Static<typeof ClientPlanSimulation>

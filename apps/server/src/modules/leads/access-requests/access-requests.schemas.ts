import { type Static, Type } from 'typebox'
import { Id, Instant, nullable, Person, text } from '../leads.schemas.ts'

export const AccessAsk = Type.Object(
  {
    ask_token: Type.String({ minLength: 1, maxLength: 400, description: 'The `ask_token` of a duplicate' }),
    reason: Type.Optional(nullable(text(300))),
  },
  { additionalProperties: false },
)
export type AccessAsk = Static<typeof AccessAsk>

export const AccessRequest = Type.Object({
  id: Id,
  lead: nullable(
    Type.Object(
      { id: Id, name: Type.String() },
      { description: 'Null for whoever asked and does not see it yet' },
    ),
  ),
  owner: nullable(Person),
  requester: Person,
  reason: nullable(Type.String()),
  status: Type.Enum(['open', 'granted', 'declined', 'closed']),
  decided_by: nullable(Person),
  decided_at: nullable(Instant),
  created_at: Instant,
})
export type AccessRequest = Static<typeof AccessRequest>

export const AccessRequestQuery = Type.Object(
  {
    of: Type.Optional(
      Type.Enum(['others', 'me'], {
        default: 'others',
        description: '`others`: requests that you decide on; `me`: what you asked for',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export type AccessRequestQuery = Static<typeof AccessRequestQuery>

export const AccessRequestList = Type.Object({
  data: Type.Array(AccessRequest),
  next_cursor: nullable(Type.String()),
})

export const AccessDecision = Type.Object(
  {
    decision: Type.Enum(['grant', 'decline'], {
      description: '`grant` hands the lead over to whoever asked',
    }),
  },
  { additionalProperties: false },
)

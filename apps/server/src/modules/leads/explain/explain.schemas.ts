import { SCOPES } from '@optimwalls/permissions'
import { type Static, Type } from 'typebox'
import { LEAD_DEEDS } from '../lead-deeds.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

export const ViewersParams = Type.Object({ id: Id }, { additionalProperties: false })
export const AccessParams = Type.Object({ id: Id, userId: Id }, { additionalProperties: false })

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

const ExplainedPerson = Type.Object({
  id: Id,
  name: Type.String(),
  is_active: Type.Boolean(),
  team: nullable(Type.Object({ id: Id, name: Type.String() })),
})

const Why = Type.Object({
  deed: Type.Enum(LEAD_DEEDS),
  allowed: Type.Boolean(),
  permission: Type.String({
    description:
      'The CRM permission that decided: the one that is missing or falls short, or that lets them in',
  }),
  scope: nullable(Type.Enum(SCOPES)),
  roles: Type.Array(Type.String(), { description: 'The roles that give the permission with this scope' }),
  way: nullable(
    Type.Enum(['all', 'owner', 'team'], {
      description:
        'What lets the lead be within the scope: everything is, it is theirs, it is of a team of theirs',
    }),
  ),
  reason: Type.String({ description: 'The same in words' }),
})

export const LeadViewers = Type.Object({
  data: Type.Array(Type.Object({ person: ExplainedPerson, view: Why })),
  kept_out: Type.Integer({ description: 'People whom you see and who do not see the lead' }),
})
export type LeadViewers = Static<typeof LeadViewers>

export const PersonAccess = Type.Object({
  person: ExplainedPerson,
  roles: Type.Array(Type.String()),
  data: Type.Array(Why),
})
export type PersonAccess = Static<typeof PersonAccess>

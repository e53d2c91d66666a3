import { type Static, Type } from 'typebox'
import { closed, Email, Id, Ids, Instant, list, Named, name, orNull } from './wire.ts'

export const User = Type.Object({
  id: Id,
  name: Type.String(),
  email: Type.String(),
  team: orNull(Named),
  roles: Type.Array(Named),
  heads: Type.Array(Named, { description: 'The teams this person heads' }),
  is_active: Type.Boolean(),
  has_second_factor: Type.Boolean(),
  created_at: Instant,
  last_seen_at: orNull(Instant),
  deactivated_at: orNull(Instant),
  may_change: Type.Boolean({ description: 'Whether you may change, sign out and deactivate this person' }),
})
export const UserList = list(User)

export const UserQuery = Type.Object(
  {
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Part of name or e-mail' })),
    role_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
    team_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
    status: Type.Optional(Type.Enum(['active', 'inactive'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
)
export type UserQuery = Static<typeof UserQuery>

export const UserPatch = Type.Object(
  { name: Type.Optional(name(100)), team_id: Type.Optional(orNull(Id)) },
  closed,
)
export type UserPatch = Static<typeof UserPatch>

export const GivenRoleBody = Type.Object({ role_id: Id }, closed)
export const UserRoleParams = Type.Object({ id: Id, roleId: Id }, closed)
export const UserSessionParams = Type.Object({ id: Id, sessionId: Id }, closed)

export const UserSessions = list(
  Type.Object({
    id: Id,
    device: Type.String({ description: 'In words: Chrome on Windows' }),
    ip_address: orNull(Type.String()),
    signed_in_at: Instant,
    last_seen_at: Instant,
    current: Type.Boolean({ description: 'The session that asks' }),
  }),
)

export const Invitation = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  team: orNull(Named),
  roles: Type.Array(Named, { description: 'Empty where the onboarding rules decide' }),
  invited_by: Named,
  sent_at: Instant,
  expires_at: Instant,
  is_expired: Type.Boolean(),
})
export const InvitationList = list(Invitation)
export const NewInvitation = Type.Object(
  {
    email: Email,
    name: Type.Optional(Type.String({ maxLength: 100 })),
    role_ids: Type.Optional(Ids),
    team_id: Type.Optional(orNull(Id)),
  },
  closed,
)
export type NewInvitation = Static<typeof NewInvitation>

const Token = Type.String({ minLength: 1, maxLength: 200 })
export const InvitationLook = Type.Object({ token: Token }, closed)
export const InvitationFound = Type.Object({
  email: Type.String(),
  name: Type.String(),
  invited_by: Type.String(),
})

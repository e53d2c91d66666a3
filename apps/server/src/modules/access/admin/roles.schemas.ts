import { type Static, Type } from 'typebox'
import { ActionName, closed, GrantShape, Id, list, ModuleName, name, orNull, ScopeName } from './wire.ts'

export const Role = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  is_locked: Type.Boolean({ description: 'Super Admin: does everything, and stays as it is' }),
  people: Type.Integer({ description: 'Active people who hold it' }),
  needs_second_factor: Type.Boolean({
    description: 'Its people must have a second step of signing in, or set it up before anything else',
  }),
  permissions: Type.Array(GrantShape),
  may_give: Type.Boolean({
    description: 'Whether you may give, take and change it: it holds nothing that you lack',
  }),
})
export const RoleList = list(Role)

export const NewRole = Type.Object(
  {
    name: name(50),
    description: Type.Optional(Type.String({ maxLength: 300 })),
    copy_of: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        description: 'Role whose permissions it begins with',
      }),
    ),
  },
  closed,
)
export type NewRole = Static<typeof NewRole>

export const RolePatch = Type.Object(
  {
    name: Type.Optional(name(50)),
    description: Type.Optional(Type.String({ maxLength: 300 })),
    needs_second_factor: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type RolePatch = Static<typeof RolePatch>

export const RoleDeletion = Type.Object(
  {
    replace_with: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Role that its people get' }),
    ),
  },
  closed,
)
export const RolePermissions = Type.Object({ role_id: Id, permissions: Type.Array(GrantShape) })

const Reach = orNull(ScopeName)
const PermissionChange = Type.Object(
  {
    role_id: Id,
    module: ModuleName,
    action: ActionName,
    from: Type.Union([...Reach.anyOf], { description: 'As the page showed it; null is not allowed' }),
    to: Type.Union([...Reach.anyOf], { description: 'As it is to be; null takes it away' }),
  },
  closed,
)
export const PermissionChanges = Type.Object(
  { changes: Type.Array(PermissionChange, { minItems: 1, maxItems: 1000 }) },
  closed,
)
export type PermissionChange = Static<typeof PermissionChange>

const PersonChange = Type.Object({ module: ModuleName, action: ActionName, from: Reach, to: Reach })
export const PermissionEffect = Type.Object({
  people: Type.Array(Type.Object({ id: Id, name: Type.String(), changes: Type.Array(PersonChange) }), {
    description: 'Whom it concerns, and how, with all their roles together',
  }),
  unaffected: Type.Integer({
    description: 'Holders for whom nothing changes: another role gives them the same',
  }),
  api_keys: Type.Integer({ description: 'Keys that use one of the roles' }),
})
export type PermissionEffect = Static<typeof PermissionEffect>

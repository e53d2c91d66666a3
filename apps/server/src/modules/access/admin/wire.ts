import { MODULES, PERMISSIONS, SCOPES } from '@optimwalls/permissions'
import { Type } from 'typebox'

/** Shapes that several of the administration's requests and answers share. */
export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const Instant = Type.String({ format: 'date-time' })
export const orNull = <T extends Parameters<typeof Type.Array>[0]>(type: T) => Type.Union([type, Type.Null()])
export const closed = { additionalProperties: false }
export const Email = Type.String({ format: 'email', maxLength: 254 })
export const IdParams = Type.Object({ id: Id }, closed)
export const Named = Type.Object({ id: Id, name: Type.String() })
export const Ids = Type.Array(Id, { maxItems: 50, uniqueItems: true })

export const list = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ data: Type.Array(item), next_cursor: orNull(Type.String()) })

export const ModuleName = Type.Enum(MODULES)
export const ActionName = Type.Enum([...new Set(PERMISSIONS.map(({ action }) => action))])
export const ScopeName = Type.Enum([...SCOPES])
export const GrantShape = Type.Object({ module: ModuleName, action: ActionName, scope: ScopeName })

/** A name as people write it: not blank, without white space around it. */
export const name = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })

export const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
})

import { type Static, Type } from 'typebox'
import { ColorName } from '../fields/fields.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Name = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })

export const Tag = Type.Object({
  id: Id,
  name: Type.String(),
  color: ColorName,
  leads: Type.Union([Type.Integer(), Type.Null()], {
    description: 'How many leads have it; null for those who do not see all leads',
  }),
})
export const TagList = Type.Object({ data: Type.Array(Tag) })

export const TagCreate = Type.Object(
  { name: Name, color: Type.Optional(ColorName) },
  { additionalProperties: false },
)
export type TagCreate = Static<typeof TagCreate>

export const TagPatch = Type.Object(
  { name: Type.Optional(Name), color: Type.Optional(ColorName) },
  { additionalProperties: false, minProperties: 1 },
)
export type TagPatch = Static<typeof TagPatch>

export const TagMerge = Type.Object(
  {
    into: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The tag that leads get instead' }),
  },
  { additionalProperties: false },
)

import { type Static, Type } from 'typebox'
import { closed, Id, list, Named, name, orNull } from './wire.ts'

export const Team = Type.Object({
  id: Id,
  name: Type.String(),
  parent_id: orNull(Id),
  head: orNull(Named),
  people: Type.Integer({ description: 'Active people who work in it, those of the teams below not counted' }),
})
export const TeamTree = list(Team)

export const NewTeam = Type.Object(
  { name: name(100), parent_id: Type.Optional(orNull(Id)), head_id: Type.Optional(orNull(Id)) },
  closed,
)
export type NewTeam = Static<typeof NewTeam>

export const TeamPatch = Type.Object(
  {
    name: Type.Optional(name(100)),
    parent_id: Type.Optional(orNull(Id)),
    head_id: Type.Optional(orNull(Id)),
  },
  closed,
)
export type TeamPatch = Static<typeof TeamPatch>

export const TeamDeletion = Type.Object(
  {
    move_to: Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'Team that gets its people and leads',
    }),
  },
  closed,
)

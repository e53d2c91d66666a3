import { type Static, Type } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Person = Type.Object({ id: Id, name: Type.String() })

/** Who has a place with a client. */
const Place = Type.Object({
  person: nullable(Person),
  reason: nullable(
    Type.String({ description: 'Why the rules proposed them, in words; null where a person chose' }),
  ),
})

export const ClientPeople = Type.Object({
  account_owner: { ...Place, description: 'Who looks after the client' },
  designer: { ...Place, description: 'Who designs for the client' },
  version: Type.Integer({ description: 'Of these two, for changing them' }),
})
export type ClientPeople = Static<typeof ClientPeople>

export const ClientPeoplePut = Type.Object(
  {
    account_owner_id: nullable(Id),
    designer_id: nullable(Id),
    version: Type.Integer({ minimum: 1, description: 'The version that it was decided on' }),
  },
  { additionalProperties: false },
)
export type ClientPeoplePut = Static<typeof ClientPeoplePut>

/** Who can be chosen. */
export const PeopleChoices = Type.Object({
  account_owners: Type.Array(Person),
  designers: Type.Array(Person),
})
export type PeopleChoices = Static<typeof PeopleChoices>

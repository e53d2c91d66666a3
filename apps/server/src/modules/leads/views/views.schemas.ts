import { type Static, Type } from 'typebox'
import { LeadSortSchema, StoredFilters } from '../leads.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
/** Of a board: which one. One that is gone since leads to the first. */
const BoardPipeline = Type.String({
  pattern: '^([1-9]\\d{0,8}|all)$',
  description: 'Of a board: id of its pipeline, or `all`',
})
const Sharing = Type.Enum(['own', 'team', 'all'])

export const ViewDefinition = Type.Object(
  {
    filters: Type.Object(StoredFilters.properties, StoredFilters.closing),
    sort: Type.Optional(LeadSortSchema),
    columns: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
        maxItems: 120,
        description: 'Of the table, in order',
      }),
    ),
    layout: Type.Optional(Type.Enum(['table', 'cards', 'board'])),
    pipeline: Type.Optional(BoardPipeline),
  },
  { additionalProperties: false },
)
export type ViewDefinition = Static<typeof ViewDefinition>

export const ViewCreate = Type.Object(
  {
    name: Name,
    sharing: Type.Optional(Sharing),
    team_id: Type.Optional(nullable(Id)),
    definition: ViewDefinition,
  },
  { additionalProperties: false },
)
export type ViewCreate = Static<typeof ViewCreate>

export const ViewPatch = Type.Object(
  {
    name: Type.Optional(Name),
    sharing: Type.Optional(Sharing),
    team_id: Type.Optional(nullable(Id)),
    definition: Type.Optional(ViewDefinition),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type ViewPatch = Static<typeof ViewPatch>

export const View = Type.Object({
  id: Id,
  name: Type.String(),
  sharing: Sharing,
  team_id: nullable(Id),
  owner: nullable(Type.Object({ id: Id, name: Type.String() })),
  is_mine: Type.Boolean(),
  may_edit: Type.Boolean(),
  definition: Type.Object({
    filters: Type.Record(Type.String(), Type.Unknown()),
    sort: Type.Optional(Type.String()),
    columns: Type.Optional(Type.Array(Type.String())),
    layout: Type.Optional(Type.Enum(['table', 'cards', 'board'])),
    pipeline: Type.Optional(BoardPipeline),
  }),
  updated_at: Type.String({ format: 'date-time' }),
})
export type View = Static<typeof View>

export const ViewList = Type.Object({
  data: Type.Array(View),
  default_view_id: nullable(
    Type.Integer({ description: 'The view that the list opens with, for this person' }),
  ),
})

export const ViewOrder = Type.Object(
  { ids: Type.Array(Id, { maxItems: 500 }) },
  { additionalProperties: false },
)

export const ViewDefault = Type.Object(
  {
    view_id: nullable(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Null for that of the role' }),
    ),
  },
  { additionalProperties: false },
)

export const RoleDefault = Type.Object(
  { role_id: Id, view_id: nullable(Id) },
  { additionalProperties: false },
)
export type RoleDefault = Static<typeof RoleDefault>

export const RoleDefaults = Type.Object({
  data: Type.Array(Type.Object({ role_id: Id, role: Type.String(), view_id: nullable(Id) })),
})

import { type Static, Type } from 'typebox'
import { COLORS, FIELD_KINDS, MAX_OPTIONS } from './lead-field.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Label = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
const Value = Type.String({ minLength: 1, maxLength: 40 })
const Hint = nullable(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }))
const Pipelines = nullable(
  Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Pipelines whose leads show it; null for all' }),
)

export const ColorName = Type.Enum(COLORS)

const NewOption = Type.Object(
  { label: Label, color: Type.Optional(ColorName) },
  { additionalProperties: false },
)
const EditedOption = Type.Object(
  {
    value: Type.Optional(
      Type.String({ minLength: 1, maxLength: 40, description: 'Absent for a new option' }),
    ),
    label: Label,
    color: Type.Optional(ColorName),
    archived: Type.Optional(Type.Boolean({ description: 'Kept by leads that have it, no longer offered' })),
  },
  { additionalProperties: false },
)

export const FieldCreate = Type.Object(
  {
    label: Label,
    kind: Type.Enum(FIELD_KINDS),
    key: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9_]{0,39}$',
        description: 'Its name in `custom`, in filters and in files; made of the label unless given',
      }),
    ),
    hint: Type.Optional(Hint),
    is_required: Type.Optional(Type.Boolean()),
    is_indexed: Type.Optional(
      Type.Boolean({ description: 'Lists are filtered and sorted by it. By default, for all but text' }),
    ),
    options: Type.Optional(Type.Array(NewOption, { maxItems: MAX_OPTIONS })),
    pipeline_ids: Type.Optional(Pipelines),
  },
  { additionalProperties: false },
)
export type FieldCreate = Static<typeof FieldCreate>

export const FieldPatch = Type.Object(
  {
    label: Type.Optional(Label),
    hint: Type.Optional(Hint),
    is_required: Type.Optional(Type.Boolean()),
    is_indexed: Type.Optional(Type.Boolean()),
    options: Type.Optional(
      Type.Array(EditedOption, {
        maxItems: MAX_OPTIONS,
        description: 'All options in order; one is removed by `remove-option`, which says where its leads go',
      }),
    ),
    pipeline_ids: Type.Optional(Pipelines),
    is_archived: Type.Optional(Type.Boolean({ description: 'Hidden everywhere; values stay on the leads' })),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type FieldPatch = Static<typeof FieldPatch>

export const Field = Type.Object({
  id: Id,
  key: Type.String(),
  label: Type.String(),
  kind: Type.Enum(FIELD_KINDS),
  hint: nullable(Type.String()),
  is_required: Type.Boolean(),
  is_indexed: Type.Boolean({
    description: 'Lists are filtered and sorted by it once `index_state` is `ready`',
  }),
  index_state: Type.Enum(['none', 'building', 'ready', 'failed']),
  options: Type.Array(
    Type.Object({ value: Type.String(), label: Type.String(), color: ColorName, archived: Type.Boolean() }),
  ),
  pipeline_ids: nullable(Type.Array(Id)),
  position: Type.Integer(),
  is_archived: Type.Boolean(),
})
export const FieldList = Type.Object({ data: Type.Array(Field) })

export const FieldOrder = Type.Object(
  { ids: Type.Array(Id, { minItems: 1, maxItems: 500, description: 'Every field, in the wanted order' }) },
  { additionalProperties: false },
)

export const OptionRemoval = Type.Object(
  {
    value: Value,
    move_to: Type.Optional(
      nullable(
        Type.String({ minLength: 1, maxLength: 40, description: 'What its leads get; null for nothing' }),
      ),
    ),
  },
  { additionalProperties: false },
)
export type OptionRemoval = Static<typeof OptionRemoval>

export const SettingParams = Type.Object({ id: Id }, { additionalProperties: false })

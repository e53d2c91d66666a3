import { type Static, Type } from 'typebox'
import { LEAD_STATUSES } from '../leads.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const Instant = Type.String({ format: 'date-time' })
const FieldError = Type.Object({ path: Type.String(), message: Type.String() })

/** What a column becomes: a field of the kind, one of the firm's own fields (`custom.company`), or nothing. */
const ColumnTarget = Type.String({
  pattern: '^(custom\\.)?[a-z][a-z0-9_]{0,39}$',
  description: 'A field of the kind (GET /crm/import-kinds), or custom.<name>',
})
const KindName = Type.String({ pattern: '^[a-z][a-z-]{0,38}$', description: 'Of GET /crm/import-kinds' })
const FieldName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' })

export const ON_DUPLICATE = ['skip', 'update', 'flag'] as const

export const ImportMapping = Type.Object(
  {
    kind: Type.Optional(KindName),
    columns: Type.Record(Type.String(), nullable(ColumnTarget), { maxProperties: 500 }),
    /** A field made up of columns and words, where no column fills it: `Lead {Number}`. */
    composed: Type.Optional(
      Type.Record(FieldName, Type.String({ minLength: 1, maxLength: 500 }), {
        maxProperties: 50,
        additionalProperties: false,
        description: 'By field: a text in which {Column} stands for what that column holds',
      }),
    ),
    /** For every lead of the file that says nothing itself. */
    constants: Type.Optional(
      Type.Object(
        {
          source: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
          campaign_id: Type.Optional(Id),
          assigned_to: Type.Optional(Id),
          tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 10 })),
        },
        { additionalProperties: false },
      ),
    ),
    status_values: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.Enum(LEAD_STATUSES), Id]), {
        maxProperties: 500,
        description: 'Each word of the file as a status or a stage id; others count as new',
      }),
    ),
    owner_values: Type.Optional(Type.Record(Type.String(), nullable(Id), { maxProperties: 1000 })),
    choice_values: Type.Optional(
      Type.Record(
        FieldName,
        Type.Record(Type.String(), Type.String({ maxLength: 100 }), { maxProperties: 500 }),
        {
          maxProperties: 50,
          additionalProperties: false,
          description: 'By field: each word of the file as one of its choices',
        },
      ),
    ),
    missing_words: Type.Optional(
      Type.Array(Type.String({ maxLength: 50 }), {
        maxItems: 30,
        description:
          'Words that mean that there is nothing, beside an empty cell; N/A, -, Select and the like by default',
      }),
    ),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'Of phones that name none' }),
    date_order: Type.Optional(Type.Enum(['dmy', 'mdy'])),
    decimal_mark: Type.Optional(Type.Enum(['.', ','])),
    historical: Type.Boolean({ description: 'From the past: nobody is notified, and nothing is set off' }),
    on_duplicate: Type.Enum(ON_DUPLICATE, {
      description:
        'What happens to a row that is there already: left out, written over it, or (leads) added and marked',
    }),
    bad_values: Type.Optional(
      Type.Enum(['refuse', 'leave_out'], {
        description: 'Whether a value that cannot be read refuses the row, or only itself',
      }),
    ),
    system: Type.String({ minLength: 1, maxLength: 50, description: 'Where the ids of the file are from' }),
    fingerprint: Type.Optional(
      Type.Boolean({
        description:
          'Rows without an id are known again by their content, so that the same file makes no doubles',
      }),
    ),
    read_damaged: Type.Optional(
      Type.Boolean({ description: 'Rows that stand in one pair of quotes are read as if they did not' }),
    ),
  },
  { additionalProperties: false },
)
export type ImportMapping = Static<typeof ImportMapping>

export const LOOKS = ['email', 'phone', 'date', 'amount', 'number', 'yes_no', 'text', 'empty'] as const
const DateOrder = nullable(Type.Enum(['dmy', 'mdy', 'iso']))

/** What is kept of a file beside its rows. */
export const Survey = Type.Object({
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      samples: Type.Array(Type.String()),
      filled: Count,
      looks: Type.Enum(LOOKS),
      is_sure: Type.Boolean({ description: 'Whether all values look so that were looked at' }),
      date_order: DateOrder,
      decimal_mark: nullable(Type.Enum(['.', ','])),
    }),
  ),
  rows: Count,
  phone_country: nullable(Type.Object({ country: Type.String(), why: Type.String() })),
  dates: Type.Object({ order: DateOrder, why: nullable(Type.String()) }),
  damage: Type.Object({
    rows: Count,
    can_be_read: Type.Boolean({ description: 'With `read_damaged`' }),
    places: Type.Array(
      Type.Object({ from_line: Count, to_line: Count, rows: Count, message: Type.String() }),
    ),
  }),
  warnings: Type.Array(Type.String()),
  values: Type.Record(Type.String(), Type.Array(Type.Object({ value: Type.String(), count: Count })), {
    description: 'Different values of columns that have few',
  }),
})
export type Survey = Static<typeof Survey>

/** The same with what the kinds make of it. */
export const Found = Type.Object({
  ...Survey.properties,
  columns: Type.Array(
    Type.Object({ ...Survey.properties.columns.items.properties, guess: nullable(Type.String()) }),
  ),
  format: Type.Enum(['csv', 'xlsx', 'vcard', 'jcard']),
  delimiter: nullable(Type.String()),
  encoding: Type.String(),
  date_order: { ...DateOrder, description: 'Of the columns that are guessed to be dates; null: ask' },
  kind: {
    ...KindName,
    description: 'The kind that the file most likely holds; `guess` of the columns is for it',
  },
  guesses: Type.Record(Type.String(), Type.Array(nullable(Type.String())), {
    description: 'By kind: the field of each column',
  }),
  system: Type.String({ description: 'A name for where the ids of the file are from' }),
})
export type Found = Static<typeof Found>

const Reason = Type.Object({
  path: Type.String(),
  message: Type.String(),
  count: Count,
  line: Type.Integer({ description: 'The first' }),
})
export type Reason = Static<typeof Reason>

export const IMPORT_STATUSES = [
  'uploaded',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'undoing',
  'undone',
] as const

const progress = {
  id: Id,
  kind: Type.String(),
  file_name: Type.String(),
  status: Type.Enum(IMPORT_STATUSES),
  rows_total: Count,
  rows_done: Count,
  created: Count,
  updated: Count,
  matched: Count,
  refused: Count,
  reasons: Type.Array(Reason),
  undone: Count,
  kept: { ...Count, description: 'What an undo could not take back' },
  kept_because: Type.Array(
    Type.Object({ lead_id: nullable(Id), label: Type.String(), reason: Type.String() }),
  ),
  failure: nullable(Type.String()),
  mapping: nullable(ImportMapping),
  created_at: Instant,
  finished_at: nullable(Instant),
}
export const Import = Type.Object(progress)
export const ImportList = Type.Object({ data: Type.Array(Import), next_cursor: nullable(Type.String()) })
export const ImportListQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export const ImportWithSurvey = Type.Object({ ...progress, found: Found })

export const ImportPreview = Type.Object({
  rows: Type.Array(
    Type.Object({
      line: Count,
      lead: Type.Record(Type.String(), Type.Unknown(), { description: 'What the row reads as, by field' }),
      does: Type.Enum(['create', 'update', 'match', 'refuse']),
      problems: Type.Array(FieldError),
    }),
  ),
  checked: { ...Count, description: 'Rows that were looked at; the others are while the import runs' },
  would_create: Count,
  would_update: Count,
  would_match: Count,
  would_refuse: Count,
  unrecognised: {
    ...Count,
    description:
      'New rows that later files cannot know again, having no id (leads: nor phone nor e-mail); with `fingerprint` only the very same row can be',
  },
  other_names: {
    ...nullable(Type.Object({ count: Count, line: Count })),
    description:
      'Rows whose id is here under another name, and the line of the first: is the file from another system?',
  },
  would_take: {
    ...Count,
    description:
      'Refused rows that could come in without the values that cannot be read: `bad_values: leave_out`',
  },
  reasons: Type.Array(Type.Object({ ...Reason.properties, sample: nullable(Type.String()) })),
})
export type ImportPreview = Static<typeof ImportPreview>

export const ImportKindList = Type.Object({
  data: Type.Array(
    Type.Object({
      name: Type.String(),
      label: Type.String(),
      words: Type.String(),
      needs: Type.Array(Type.Array(Type.String()), { description: 'Of each list, one must be mapped' }),
      can_flag: Type.Boolean({ description: 'Takes on_duplicate: flag' }),
      fields: Type.Array(
        Type.Object({
          name: Type.String(),
          label: Type.String(),
          type: Type.String(),
          many: Type.Boolean(),
          choices: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
        }),
      ),
    }),
  ),
})

const SavedName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
export const SavedMapping = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  fits: {
    ...nullable(Type.Boolean()),
    description: 'Whether every column it names is in the file of `import_id`',
  },
  mapping: ImportMapping,
  updated_at: Instant,
})
export const SavedMappingList = Type.Object({ data: Type.Array(SavedMapping) })
export const SavedMappingQuery = Type.Object(
  { import_id: Type.Optional(Id) },
  { additionalProperties: false },
)
export const SavedMappingCreate = Type.Object(
  { name: SavedName, mapping: ImportMapping },
  { additionalProperties: false },
)

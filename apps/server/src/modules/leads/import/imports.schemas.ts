import { type Static, Type } from 'typebox'
import { LEAD_STATUSES } from '../leads.schemas.ts'
import { IMPORT_FIELDS } from './guess-columns.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })

/** What a column becomes: a field of the lead, one of the firm's own fields (`custom.company`), or nothing. */
const ColumnTarget = Type.String({
  pattern: `^(${IMPORT_FIELDS.join('|')}|custom\\.[a-z][a-z0-9_]{0,39})$`,
  description: `One of ${IMPORT_FIELDS.join(', ')}, or custom.<name>`,
})

export const ImportMapping = Type.Object(
  {
    columns: Type.Record(Type.String(), nullable(ColumnTarget), { maxProperties: 500 }),
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
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'Of phones that name none' }),
    date_order: Type.Optional(Type.Enum(['dmy', 'mdy'])),
    historical: Type.Boolean({ description: 'Leads from the past: nobody is notified of them' }),
    on_duplicate: Type.Enum(['skip', 'flag'], {
      description: 'What happens to a row whose phone or e-mail is on a lead',
    }),
    system: Type.String({ minLength: 1, maxLength: 50, description: 'Where the ids of the file are from' }),
  },
  { additionalProperties: false },
)
export type ImportMapping = Static<typeof ImportMapping>

export const Survey = Type.Object({
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      samples: Type.Array(Type.String()),
      guess: nullable(Type.String()),
    }),
  ),
  rows: Count,
  delimiter: Type.String(),
  encoding: Type.String(),
  date_order: nullable(Type.Enum(['dmy', 'mdy', 'iso'])),
  warnings: Type.Array(Type.String()),
  values: Type.Record(Type.String(), Type.Array(Type.Object({ value: Type.String(), count: Count })), {
    description: 'Different values of columns that have few',
  }),
})
export type Survey = Static<typeof Survey>

const progress = {
  id: Id,
  file_name: Type.String(),
  status: Type.Enum(['uploaded', 'queued', 'running', 'done', 'failed']),
  rows_total: Count,
  rows_done: Count,
  created: Count,
  matched: Count,
  refused: Count,
  failure: nullable(Type.String()),
  mapping: nullable(ImportMapping),
  created_at: Type.String({ format: 'date-time' }),
  finished_at: nullable(Type.String({ format: 'date-time' })),
}
export const Import = Type.Object(progress)
export const ImportList = Type.Object({ data: Type.Array(Import) })
export const ImportWithSurvey = Type.Object({ ...progress, found: Survey })

export const ImportPreview = Type.Object({
  rows: Type.Array(
    Type.Object({
      line: Count,
      lead: Type.Record(Type.String(), Type.Unknown()),
      problems: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
    }),
  ),
  would_create: Count,
  would_match: Count,
  would_refuse: Count,
})
export type ImportPreview = Static<typeof ImportPreview>

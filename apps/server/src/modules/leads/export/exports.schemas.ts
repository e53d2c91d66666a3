import { type Static, Type } from 'typebox'
import { LEAD_SORTS, LeadFilters } from '../leads.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Instant = Type.String({ format: 'date-time' })

export const FORMATS = ['csv', 'xlsx'] as const
export const EXPORT_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled', 'stopped'] as const

const Sort = Type.String({
  pattern: `^(?:${LEAD_SORTS.join('|')}|-?custom\\.[a-z][a-z0-9_]{0,39})$`,
})

export const ExportCreate = Type.Object(
  {
    format: Type.Enum(FORMATS),
    filters: Type.Optional({ ...LeadFilters, description: 'As of the list of leads' } as typeof LeadFilters),
    sort: Type.Optional(Sort),
  },
  { additionalProperties: false },
)
export type ExportCreate = Static<typeof ExportCreate>

export const Export = Type.Object({
  id: Id,
  status: Type.Enum(EXPORT_STATUSES, {
    description: '`stopped`: the right to export was taken away while it ran',
  }),
  format: Type.Enum(FORMATS),
  filters: Type.Record(Type.String(), Type.Unknown()),
  rows_done: Type.Integer({ minimum: 0 }),
  bytes: nullable(Type.Integer()),
  failure: nullable(Type.String()),
  created_at: Instant,
  finished_at: nullable(Instant),
  expires_at: { ...Instant, description: 'The file is deleted then' },
})

export const ExportList = Type.Object({ data: Type.Array(Export), next_cursor: nullable(Type.String()) })
export const ExportListQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export const ExportLink = Type.Object({
  url: Type.String({ description: 'Opens without signing in, for a few minutes' }),
  expires_at: Instant,
})

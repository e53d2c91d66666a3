import { type Static, Type } from 'typebox'
import { LeadPatch, StoredFilters } from '../leads.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }), {
  minItems: 1,
  maxItems: 20,
})

export const BULK_ACTIONS = ['assign', 'tag', 'edit', 'move', 'delete', 'restore'] as const
/** A conversion is begun at an address of its own. */
export type BulkAction = (typeof BULK_ACTIONS)[number] | 'convert'

const { properties: fields } = LeadPatch

/** What many leads can be given at once: nothing of how to reach a person, which is everyone's own. */
export const BulkFields = Type.Object(
  {
    location: fields.location,
    language: fields.language,
    project_type: fields.project_type,
    property_type: fields.property_type,
    configuration: fields.configuration,
    carpet_area_sqft: fields.carpet_area_sqft,
    budget: fields.budget,
    style: fields.style,
    possession_date: fields.possession_date,
    source: fields.source,
    campaign_id: fields.campaign_id,
    custom: fields.custom,
  },
  { additionalProperties: false, minProperties: 1 },
)

export const Selection = Type.Object(
  {
    ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    filters: Type.Optional(
      Type.Object(
        { ...StoredFilters.properties, q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
        { ...StoredFilters.closing, description: 'Every lead that they find at this moment' },
      ),
    ),
    except: Type.Optional(
      Type.Array(Id, {
        maxItems: 10_000,
        description: 'Leads that the filters find and that stay as they are',
      }),
    ),
  },
  { additionalProperties: false, description: 'Either `ids` or `filters`' },
)

export const BulkRequest = Type.Object(
  {
    action: Type.Enum(BULK_ACTIONS),
    selection: Selection,
    assigned_to: Type.Optional(nullable(Id)),
    add_tags: Type.Optional(Tags),
    remove_tags: Type.Optional(Tags),
    fields: Type.Optional(BulkFields),
    status: fields.status,
    stage_id: fields.stage_id,
    lost_reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
    competitor: fields.competitor,
    lost_note: fields.lost_note,
  },
  { additionalProperties: false },
)
export type BulkRequest = Static<typeof BulkRequest>
export type Selection = Static<typeof Selection>
/** What is done to each lead; `note` is what is said about a conversion. */
export type BulkParams = Omit<BulkRequest, 'action' | 'selection'> & { note?: string }

export const Bulk = Type.Object({
  id: Id,
  action: Type.Enum([...BULK_ACTIONS, 'convert', 'undo'] as const),
  params: Type.Object({
    assigned_to: Type.Optional(nullable(Id)),
    add_tags: Type.Optional(Type.Array(Type.String())),
    remove_tags: Type.Optional(Type.Array(Type.String())),
    fields: Type.Optional(Type.Array(Type.String())),
    status: Type.Optional(Type.String()),
    stage_id: Type.Optional(Id),
  }),
  undo_of: nullable(Id),
  undone_by: nullable(Id),
  status: Type.Enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  total: nullable(Count),
  done: Count,
  changed: Count,
  same: Type.Integer({ minimum: 0, description: 'Leads that were so already' }),
  failed: Count,
  failure: nullable(Type.String()),
  may_undo: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
  finished_at: nullable(Type.String({ format: 'date-time' })),
})
export type Bulk = Static<typeof Bulk>
export const BulkList = Type.Object({ data: Type.Array(Bulk) })

export const BulkParamsOfPath = Type.Object({ id: Id }, { additionalProperties: false })

export const FailureQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export const FailureList = Type.Object({
  data: Type.Array(
    Type.Object({
      lead_id: Id,
      name: nullable(Type.String({ description: 'Null where you do not see the lead' })),
      reason: Type.String(),
    }),
  ),
  next_cursor: nullable(Type.String()),
})

import { type Static, Type } from 'typebox'
import { deedFilters } from './deed-filter.ts'
import { reportFilters } from './report-filters.ts'

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
export const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })

/** Largest amount a `numeric(14,2)` holds, in major units. */
const MAX_BUDGET = 999_999_999_999.99

export const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'converted', 'lost'] as const
export const PROJECT_TYPES = ['residential', 'commercial', 'high_budget'] as const

export const LeadStatus = Type.Enum(LEAD_STATUSES)
export type LeadStatus = (typeof LEAD_STATUSES)[number]
export const ProjectType = Type.Enum(PROJECT_TYPES)
export type ProjectType = (typeof PROJECT_TYPES)[number]

export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Day = Type.String({ format: 'date', description: 'A day, YYYY-MM-DD' })
export const Instant = Type.String({ format: 'date-time' })
const Phone = Type.String({ minLength: 3, maxLength: 40, description: 'In any writing; kept in E.164' })
const Email = Type.String({ format: 'email', maxLength: 254 })
const ExternalId = Type.Object(
  { system: text(50), id: text(200) },
  { additionalProperties: false, description: 'The same lead in another system' },
)
const Consent = Type.Object(
  {
    call: Type.Optional(Type.Boolean()),
    whatsapp: Type.Optional(Type.Boolean()),
    email: Type.Optional(Type.Boolean()),
    sms: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, description: 'Channels the lead has agreed or objected to' },
)
export const CustomKey = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' })
const CustomValue = Type.Union([
  Type.String({ maxLength: 500 }),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100 }),
])
const Custom = Type.Record(CustomKey, CustomValue)
const CustomPatch = Type.Record(CustomKey, Type.Union([...CustomValue.anyOf, Type.Null()]), {
  maxProperties: 100,
  description: "The firm's own fields, those to be changed; null empties one",
  additionalProperties: false,
})
/** Most tags of a lead. */
export const MAX_TAGS = 30
const Tags = Type.Array(text(40), { maxItems: MAX_TAGS })
export const Person = Type.Object({ id: Id, name: Type.String() })

/** What a person may write; on `PATCH` everything is optional and `null` empties a field. */
const writable = {
  email: Type.Optional(nullable(Email)),
  phone: Type.Optional(nullable(Phone)),
  phones: Type.Optional(Type.Array(Phone, { maxItems: 10, description: 'Further phones' })),
  address: Type.Optional(nullable(text(500))),
  location: Type.Optional(nullable({ ...text(100), description: 'City' })),
  language: Type.Optional(nullable(text(50))),
  project_type: Type.Optional(nullable(ProjectType)),
  property_type: Type.Optional(nullable(text(50))),
  configuration: Type.Optional(nullable(text(50))),
  carpet_area_sqft: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 10_000_000 }))),
  budget: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: MAX_BUDGET }))),
  style: Type.Optional(nullable(text(100))),
  possession_date: Type.Optional(nullable(Day)),
  source: Type.Optional(nullable(text(50))),
  campaign_id: Type.Optional(nullable(Id)),
  referred_by: Type.Optional(nullable(text(150))),
  external_ids: Type.Optional(Type.Array(ExternalId, { maxItems: 10 })),
  status: Type.Optional(LeadStatus),
  stage_id: Type.Optional(Id),
  lost_reason: Type.Optional(
    nullable({ ...text(200), description: 'One of the reasons of the firm, or own words' }),
  ),
  competitor: Type.Optional(nullable({ ...text(100), description: 'The firm that a lost lead went to' })),
  lost_note: Type.Optional(nullable({ ...text(1000), description: 'A few words about the loss' })),
  assigned_to: Type.Optional(nullable(Id)),
  tags: Type.Optional(Tags),
  custom: Type.Optional(CustomPatch),
  consent: Type.Optional(Consent),
}

export const LeadCreate = Type.Object({ name: text(100), ...writable }, { additionalProperties: false })
export type LeadCreate = Static<typeof LeadCreate>

export const LeadPatch = Type.Object(
  { name: Type.Optional(text(100)), ...writable },
  { additionalProperties: false, minProperties: 1 },
)
export type LeadPatch = Static<typeof LeadPatch>

export const Lead = Type.Object({
  id: Id,
  name: Type.String(),
  email: nullable(Type.String()),
  phone: nullable(Type.String()),
  phones: Type.Array(Type.String()),
  address: nullable(Type.String()),
  location: nullable(Type.String()),
  language: nullable(Type.String()),
  project_type: nullable(ProjectType),
  property_type: nullable(Type.String()),
  configuration: nullable(Type.String()),
  carpet_area_sqft: nullable(Type.Integer()),
  budget: nullable(Type.Number({ description: 'Major units of `currency`' })),
  currency: Type.String(),
  style: nullable(Type.String()),
  possession_date: nullable(Day),
  source: nullable(Type.String()),
  campaign_id: nullable(Id),
  campaign: nullable(Type.String()),
  referred_by: nullable(Type.String()),
  external_ids: Type.Array(ExternalId),
  status: LeadStatus,
  pipeline_id: Id,
  stage_id: Id,
  stage: Type.String(),
  stage_entered_at: Instant,
  lost_reason: nullable(Type.String()),
  competitor: nullable(Type.String()),
  lost_note: nullable(Type.String()),
  sleeps_until: nullable({ ...Day, description: 'Off the board until this day' }),
  score: nullable(Type.Integer({ minimum: 0, maximum: 100 })),
  priority: nullable(
    Type.Integer({
      minimum: 0,
      maximum: 200,
      description:
        'The score with how urgent the lead is; null while it is closed, asleep, or not scored yet',
    }),
  ),
  assigned_to: nullable(Id),
  owner: nullable(Person),
  team_id: nullable(Id),
  tags: Type.Array(Type.String()),
  custom: Custom,
  consent: Consent,
  next_activity_at: { ...nullable(Instant), description: 'When the earliest open follow-up is due' },
  last_activity_at: nullable(Instant),
  response_due_at: {
    ...nullable(Instant),
    description: 'Until when the lead has to be contacted; null where no clock runs',
  },
  response_minutes: {
    ...nullable(Type.Integer()),
    description:
      'Whole working minutes to the first real outgoing contact: from arrival, or from the reopening where nobody had contacted the lead before it was lost',
  },
  is_duplicate: Type.Boolean({ description: 'Shares a phone or an e-mail with another lead' }),
  in_household: Type.Boolean({ description: 'Shares a home with another lead' }),
  created_at: Instant,
  updated_at: Instant,
  deleted_at: nullable(Instant),
  erased_at: nullable({ ...Instant, description: 'Its person was erased: nobody changes it any more' }),
  version: Type.Integer({ minimum: 1 }),
})
export type Lead = Static<typeof Lead>

/** Another lead that may be the same person. `lead_id` is null when the caller may not see it; `ask_token` then asks for access. */
export const Duplicate = Type.Object({
  lead_id: nullable(Id),
  matched_on: Type.Enum(['phone', 'email', 'name'], {
    description: 'A phone or e-mail they share, or a name that reads alike in the same city',
  }),
  owner: nullable(Person),
  ask_token: nullable(Type.String({ description: 'For `POST /crm/leads/access-requests`' })),
  asked_at: nullable(Instant),
  may_reopen: Type.Boolean({
    description: 'It is lost, and yours to reopen: `POST /crm/leads/{id}/reopen` instead of a second lead',
  }),
})
export type Duplicate = Static<typeof Duplicate>

export const CreatedLead = Type.Interface([Lead], { duplicates: Type.Array(Duplicate) })

const filters = {
  status: Type.Optional(Type.Array(LeadStatus, { maxItems: 5 })),
  stage_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
  source: Type.Optional(Type.Array(text(50), { maxItems: 50 })),
  assigned_to: Type.Optional(
    Type.Array(Type.String({ pattern: '^([1-9][0-9]{0,8}|none)$' }), {
      maxItems: 50,
      description: 'Ids of people, or `none`',
    }),
  ),
  project_type: Type.Optional(Type.Array(ProjectType, { maxItems: 3 })),
  location: Type.Optional(Type.Array(text(100), { maxItems: 50 })),
  language: Type.Optional(Type.Array(text(50), { maxItems: 50 })),
  tag: Type.Optional(Type.Array(text(40), { maxItems: 30, description: 'Any of these tags' })),
  tag_all: Type.Optional(Type.Array(text(40), { maxItems: 30, description: 'All of these tags' })),
  campaign_id: Type.Optional(Type.Array(Id, { maxItems: 50 })),
  budget_min: Type.Optional(Type.Number({ minimum: 0, maximum: MAX_BUDGET })),
  budget_max: Type.Optional(Type.Number({ minimum: 0, maximum: MAX_BUDGET })),
  score_min: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  score_max: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  created_from: Type.Optional(Day),
  created_to: Type.Optional(Day),
  possession_from: Type.Optional(Day),
  possession_to: Type.Optional(Day),
  ...reportFilters,
  ...deedFilters,
  consent: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^(given|withdrawn|unknown)\\.(call|whatsapp|email|sms|any)(\\.[1-9][0-9]{0,8})?$',
      }),
      {
        maxItems: 30,
        description:
          'Any of these: what was answered, over which channel, and the purpose where it is not the main one, as in `withdrawn.email` and `given.any.3`',
      },
    ),
  ),
  duplicates: Type.Optional(Type.Boolean({ description: 'Only leads that share a phone or an e-mail' })),
  deleted: Type.Optional(Type.Boolean({ description: 'Deleted leads instead of living ones' })),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Part of a name, a city, an e-mail, a phone in any writing, or its last 4 digits',
    }),
  ),
}
/** Filters on the firm's own fields: `custom.key` any of the values, `custom.key.min` and `custom.key.max` a range. */
const customFilters = {
  additionalProperties: false,
  patternProperties: {
    '^custom\\.[a-z][a-z0-9_]{0,39}$': Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      maxItems: 50,
    }),
    '^custom\\.[a-z][a-z0-9_]{0,39}\\.(min|max)$': Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
      minItems: 1,
      maxItems: 1,
    }),
  },
}
type CustomFilters = { [name: `custom.${string}`]: string[] | undefined }

const { q: _search, ...storable } = filters
/** Filters that may be kept: all but the text of a search, which may be somebody's phone. `closing` goes with the properties. */
export const StoredFilters = { properties: storable, closing: customFilters }

/** Filters that say what kind of lead it is, not where it stands. */
export const LeadKindFilters = Type.Object(
  {
    source: filters.source,
    project_type: filters.project_type,
    location: filters.location,
    language: filters.language,
    tag: filters.tag,
    tag_all: filters.tag_all,
    campaign_id: filters.campaign_id,
    budget_min: filters.budget_min,
    budget_max: filters.budget_max,
    score_min: filters.score_min,
    score_max: filters.score_max,
    possession_from: filters.possession_from,
    possession_to: filters.possession_to,
  },
  customFilters,
)
export type LeadKindFilters = Static<typeof LeadKindFilters> & CustomFilters

export const LeadFilters = Type.Object(filters, customFilters)
export type LeadFilters = Static<typeof LeadFilters> & CustomFilters

export const LEAD_SORTS = [
  '-created_at',
  'created_at',
  '-updated_at',
  'updated_at',
  'name',
  '-name',
  '-budget',
  'budget',
  '-score',
  'score',
  '-priority',
  'priority',
  'possession_date',
  '-possession_date',
] as const
export type LeadSort = (typeof LEAD_SORTS)[number] | `custom.${string}` | `-custom.${string}`

export const LeadSortSchema = Type.Unsafe<LeadSort>(
  Type.String({
    pattern: `^(?:${LEAD_SORTS.join('|')}|-?custom\\.[a-z][a-z0-9_]{0,39})$`,
    description: `One of ${LEAD_SORTS.join(', ')}, or custom.key and -custom.key`,
  }),
)

export const LeadListQuery = Type.Object(
  {
    ...filters,
    sort: Type.Optional(LeadSortSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  customFilters,
)
export type LeadListQuery = Static<typeof LeadListQuery> & CustomFilters

export const LeadExportQuery = Type.Object({ ...filters, sort: Type.Optional(LeadSortSchema) }, customFilters)

export const LeadList = Type.Object({ data: Type.Array(Lead), next_cursor: nullable(Type.String()) })

export const COUNT_GROUPS = [
  'status',
  'stage_id',
  'source',
  'assigned_to',
  'team_id',
  'project_type',
  'campaign_id',
  'location',
  'month',
] as const
export type CountGroup = (typeof COUNT_GROUPS)[number]

export const LeadCountQuery = Type.Object(
  { ...filters, by: Type.Optional(Type.Enum(COUNT_GROUPS)) },
  customFilters,
)
export type LeadCountQuery = Static<typeof LeadCountQuery> & CustomFilters

export const LeadCounts = Type.Object({
  total: Type.Object({
    count: Type.Integer({ description: 'At most 10,000 when `capped`' }),
    capped: Type.Boolean({ description: 'There are more than `count`' }),
    budget_sum: nullable(Type.Number({ description: 'Null when capped' })),
  }),
  groups: Type.Array(
    Type.Object({ value: nullable(Type.String()), count: Type.Integer(), budget_sum: Type.Number() }),
  ),
})
export type LeadCounts = Static<typeof LeadCounts>

/** The header of a write that a client may repeat. */
export const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
})

export const LeadParams = Type.Object({ id: Id }, { additionalProperties: false })

export const DuplicateQuery = Type.Object(
  { phone: Type.Optional(Phone), email: Type.Optional(Type.String({ maxLength: 254 })) },
  { additionalProperties: false, minProperties: 1 },
)
export const DuplicateAnswer = Type.Object({ duplicates: Type.Array(Duplicate) })

export const HistoryQuery = Type.Object(
  {
    field: Type.Optional(
      Type.String({
        pattern: '^[a-z_]{1,40}(\\.[\\w-]{1,60})?$',
        description: 'Only changes of this field: `budget`, `custom.floor`',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export const History = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String({ description: 'The event, such as `lead.updated`' }),
      actor: nullable(Person),
      data: Type.Record(Type.String(), Type.Unknown()),
      at: Instant,
    }),
  ),
  next_cursor: nullable(Type.String()),
})

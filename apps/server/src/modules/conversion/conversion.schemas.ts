import { type Static, type TProperties, Type } from 'typebox'
import { Lead, LeadPatch, PROJECT_TYPES } from '../leads/index.ts'
import { BookingPayment, Evidence } from './evidence/evidence.schemas.ts'
import { ClientPeople } from './people/people.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const closed = <T extends TProperties>(properties: T, options: { minProperties?: number } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })
const Instant = Type.String({ format: 'date-time' })
const Person = Type.Object({ id: Id, name: Type.String() })
const Money = Type.Number({ description: 'Major units of the currency' })

export const IdParams = closed({ id: Id })

/** What may be filled in on the way: what an edit may change, but for where the lead stands. */
const {
  status: _status,
  stage_id: _stage,
  lost_reason: _reason,
  competitor: _firm,
  lost_note: _note,
  ...fillable
} = LeadPatch.properties
export const ConvertBody = closed({
  fields: Type.Optional({
    ...closed(fillable, { minProperties: 1 }),
    description: 'What the checklist still lacks',
  }),
  evidence: Type.Optional({ ...Evidence, description: 'What the checklist asks to be shown' }),
  note: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      pattern: '\\S',
      description: 'A few words, for the history',
    }),
  ),
})
export type ConvertBody = Static<typeof ConvertBody>

/** What the client's first lead was to have. */
export const ProjectDetails = Type.Object({
  project_type: nullable(Type.Enum(PROJECT_TYPES)),
  property_type: nullable(Type.String()),
  configuration: nullable(Type.String()),
  carpet_area_sqft: nullable(Type.Integer()),
  style: nullable(Type.String()),
  possession_date: nullable(Type.String({ format: 'date' })),
})
export type ProjectDetails = Static<typeof ProjectDetails>

const ClientLead = Type.Object({
  id: Id,
  name: Type.String(),
  project_type: nullable(Type.Enum(PROJECT_TYPES)),
  budget: nullable(Money),
  value: nullable({
    ...Money,
    description: 'The quote that was accepted with the conversion, else the budget',
  }),
  owner: nullable(Person),
  converted_at: Instant,
  converted_by: nullable(Person),
  can_open: Type.Boolean({ description: 'Whether the lead itself is within reach, with its history' }),
})

/** Who brought whom, by what stands as "referred by" on leads. */
const Referrals = Type.Object({
  brought_by: Type.Array(
    Type.Object({
      name: Type.String({ description: 'As it stands on the lead' }),
      client_id: nullable({
        ...Id,
        description: 'The client of that name, where it is exactly one in reach',
      }),
    }),
  ),
  brought: Type.Array(
    Type.Object({
      lead_id: Id,
      name: Type.String(),
      status: Lead.properties.status,
      stage: Type.String(),
      owner: nullable(Person),
    }),
    { description: 'Leads within reach that name this client, the newest 50' },
  ),
})

const shared = {
  id: Id,
  name: Type.String(),
  email: nullable(Type.String()),
  phone: nullable(Type.String()),
  location: nullable(Type.String({ description: 'City' })),
  value: nullable({ ...Money, description: 'What the leads within reach that became this client come to' }),
  currency: Type.String({ description: 'ISO 4217' }),
  created_at: Instant,
}

export const ClientRow = Type.Object({
  ...shared,
  leads: Type.Integer({ description: 'Leads within reach that became this client' }),
  owner: nullable(Person),
  account_owner: nullable(Person),
  designer: nullable(Person),
})
export type ClientRow = Static<typeof ClientRow>

export const Client = Type.Object({
  ...shared,
  phones: Type.Array(Type.String()),
  address: nullable(Type.String()),
  budget: nullable(Money),
  project_details: ProjectDetails,
  people: ClientPeople,
  referrals: Referrals,
  leads: Type.Array(ClientLead, {
    description:
      'The latest first: all for who looks after the client or designs for it, else those within reach',
  }),
})
export type Client = Static<typeof Client>

export const Converted = Type.Object({
  lead_id: Id,
  client_id: Id,
  converted_at: Instant,
  converted_by: nullable(Person),
  made_client: Type.Boolean({ description: 'false: they were a client already' }),
  lead: Lead,
  client: Client,
})
export type Converted = Static<typeof Converted>

export const Checklist = Type.Object({
  checklist: Type.Array(Type.Object({ field: Type.String(), is_met: Type.Boolean() }), {
    description:
      'What the converted stage of its pipeline asks for; `signed_quote.amount` where nothing was offered yet',
  }),
  quote_to_sign: nullable({
    ...Type.Object({ id: Id, version: Type.Integer(), amount: Money, currency: Type.String() }),
    description:
      'The quote that a signature is of, for `evidence.signed_quote.quote_id`; null where nothing was offered',
  }),
  booking_payment: nullable(BookingPayment),
  conversion: nullable(
    Type.Object({
      client_id: Id,
      converted_at: Instant,
      converted_by: nullable(Person),
      undo_until: nullable({ ...Instant, description: 'null: it came in as a client, and stays one' }),
    }),
  ),
})
export type Checklist = Static<typeof Checklist>

export const ClientListQuery = closed({
  q: Type.Optional(Type.String({ minLength: 2, maxLength: 100, description: 'Part of the name' })),
  account_owner: Type.Optional({ ...Id, description: 'Looked after by this person' }),
  designer: Type.Optional({ ...Id, description: 'Designed for by this person' }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
})
export type ClientListQuery = Static<typeof ClientListQuery>

export const ClientList = Type.Object({ data: Type.Array(ClientRow), next_cursor: nullable(Type.String()) })
export type ClientList = Static<typeof ClientList>

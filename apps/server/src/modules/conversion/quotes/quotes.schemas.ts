import { type Static, type TProperties, Type } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const closed = <T extends TProperties>(properties: T, options: { minProperties?: number } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Day = Type.String({ format: 'date' })

/** What a quote has come to. It never goes back to `draft`. */
export const QUOTE_STATUSES = ['draft', 'sent', 'accepted', 'declined'] as const
export type QuoteStatus = (typeof QUOTE_STATUSES)[number]

/** As a budget, but never nothing. */
const Amount = Type.Number({
  minimum: 0.01,
  maximum: 999_999_999_999.99,
  description: 'Major units of the currency',
})

export const Quote = Type.Object({
  id: Id,
  lead_id: Id,
  version: Type.Integer({ minimum: 1, description: 'Counted within the lead' }),
  amount: Type.Number({ description: 'Major units of the currency' }),
  change: nullable(
    Type.Number({
      description: 'Against the version before; null for the first, and for one that was merged in',
    }),
  ),
  quoted_on: Day,
  status: Type.Enum(QUOTE_STATUSES),
  is_current: Type.Boolean({ description: 'The one that counts: exactly one of a lead' }),
  is_of_client: Type.Boolean({ description: 'Accepted with the conversion: what the client is worth' }),
  merged_from: nullable({
    ...Id,
    description: 'The lead that it was of, before that was merged into this one',
  }),
  file: nullable(Type.Object({ id: Id, name: Type.String() })),
  created_by: nullable(Type.Object({ id: Id, name: Type.String() })),
  created_at: Type.String({ format: 'date-time' }),
})
export type Quote = Static<typeof Quote>

export const QuoteList = Type.Object({
  data: Type.Array(Quote, { description: 'The latest first; those that were merged in at the end' }),
  currency: Type.String({ description: 'ISO 4217' }),
})
export type QuoteList = Static<typeof QuoteList>

export const NewQuote = closed({
  amount: Amount,
  quoted_on: Day,
  status: Type.Optional(Type.Enum(['draft', 'sent'], { default: 'draft' })),
  file_id: Type.Optional(nullable({ ...Id, description: 'One of the files of the lead' })),
})
export type NewQuote = Static<typeof NewQuote>

export const QuotePatch = closed(
  {
    amount: Type.Optional({ ...Amount, description: 'Of a draft alone' }),
    quoted_on: Type.Optional({ ...Day, description: 'Of a draft alone' }),
    status: Type.Optional(Type.Enum(QUOTE_STATUSES)),
    file_id: Type.Optional(nullable({ ...Id, description: 'One of the files of the lead' })),
    is_current: Type.Optional(Type.Literal(true, { description: 'Makes it the one that counts' })),
  },
  { minProperties: 1 },
)
export type QuotePatch = Static<typeof QuotePatch>

import { type Static, type TProperties, Type } from 'typebox'

const Day = Type.String({ format: 'date' })
const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const closed = <T extends TProperties>(properties: T, options: { minProperties?: number } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })
const Amount = Type.Number({
  minimum: 0.01,
  maximum: 999_999_999_999.99,
  description: 'Major units of the currency',
})
const FileId = { ...Id, description: 'One of the files of the lead' }

/** What the checklist may ask to be shown, given along with the conversion. */
export const Evidence = closed(
  {
    signed_quote: Type.Optional({
      ...closed({
        file_id: FileId,
        quote_id: Type.Optional({
          ...Id,
          description:
            'The quote that it signs, as the checklist names it; of a lead that was offered something it has to be given',
        }),
        amount: Type.Optional({ ...Amount, description: 'Of a lead that was offered nothing yet' }),
      }),
      description: 'The quote that counts is accepted, and this is its file',
    }),
    booking_payment: Type.Optional(closed({ amount: Amount, paid_on: Day, file_id: FileId })),
  },
  { minProperties: 1 },
)
export type Evidence = Static<typeof Evidence>

/** What a lead paid to book. */
export const BookingPayment = Type.Object({
  amount: Type.Number({ description: 'Major units of the currency' }),
  currency: Type.String({ description: 'ISO 4217' }),
  paid_on: Day,
  version: Type.Integer({ description: 'For a correction' }),
})
export type BookingPayment = Static<typeof BookingPayment>

export const BookingPaymentPut = closed({
  amount: Amount,
  paid_on: { ...Day, description: 'Not a day to come' },
  file_id: Type.Optional({ ...FileId, description: 'Another receipt, one of the files of the lead' }),
  version: Type.Integer({ minimum: 1, description: 'As it was read' }),
})
export type BookingPaymentPut = Static<typeof BookingPaymentPut>

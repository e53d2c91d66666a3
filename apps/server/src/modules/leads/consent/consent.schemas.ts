import { type Static, Type } from 'typebox'
import { Id, Instant, nullable, Person, text } from '../leads.schemas.ts'

export const CHANNELS = ['call', 'whatsapp', 'email', 'sms'] as const
/** `any` of a purpose that is asked once for all channels. */
export const CONSENT_CHANNELS = [...CHANNELS, 'any'] as const
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number]
export const CONSENT_SOURCES = ['form', 'import', 'hand', 'client'] as const
export type ConsentSource = (typeof CONSENT_SOURCES)[number]

const Source = Type.Enum(CONSENT_SOURCES, {
  description: 'A form or program, a file, somebody of the firm, or the person themselves',
})
const Given = nullable(
  Type.Boolean({ description: 'Given, or withdrawn; null: what was known is taken back' }),
)

const purpose = {
  label: text(100),
  wording: Type.String({ maxLength: 2000, description: 'What people agree to, as they are asked' }),
  has_channels: Type.Boolean({ description: 'Asked for each channel; else once, under `any`' }),
  is_retired: Type.Boolean({ description: 'Not asked any more; answers are kept' }),
}
export const ConsentPurpose = Type.Object({
  id: Id,
  ...purpose,
  version: Type.Integer({ description: 'Of the wording' }),
  is_main: Type.Boolean({ description: "The one whose answers are a lead's `consent`" }),
})
export type ConsentPurpose = Static<typeof ConsentPurpose>
export const ConsentPurposeList = Type.Object({
  data: Type.Array(ConsentPurpose, { description: 'In order' }),
  version: Type.Integer({ description: 'For the next `PUT`' }),
})
export type ConsentPurposeList = Static<typeof ConsentPurposeList>
export const ConsentPurposesPut = Type.Object(
  {
    data: Type.Array(
      Type.Object(
        {
          id: Type.Optional({ ...Id, description: 'Of a purpose that is there' }),
          ...purpose,
          is_retired: Type.Optional(Type.Boolean({ default: false })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 20, description: 'All purposes, in order; none is left out, but retired' },
    ),
    version: Type.Integer({ minimum: 1, description: 'As it was read' }),
  },
  { additionalProperties: false },
)
export type ConsentPurposesPut = Static<typeof ConsentPurposesPut>

export const ConsentEntry = Type.Object({
  id: Type.Integer(),
  purpose_id: Id,
  purpose: Type.String(),
  purpose_version: Type.Integer({ description: 'Of the wording it was said to' }),
  channel: Type.Enum(CONSENT_CHANNELS),
  given: Given,
  source: Source,
  note: nullable(Type.String()),
  at: { ...Instant, description: 'When the person said so' },
  recorded_by: nullable(Person),
  is_current: Type.Boolean({ description: 'What holds' }),
})
export type ConsentEntry = Static<typeof ConsentEntry>
export const ConsentList = Type.Object({
  data: Type.Array(ConsentEntry, { description: 'All answers, the latest first; at most 500' }),
})

export const ConsentBody = Type.Object(
  {
    purpose_id: Id,
    channel: Type.Enum(CONSENT_CHANNELS),
    given: Given,
    source: Type.Optional(Type.Enum(CONSENT_SOURCES, { default: 'hand' })),
    note: Type.Optional(text(500)),
    at: Type.Optional({ ...Instant, description: 'When the person said so; now by default' }),
  },
  { additionalProperties: false },
)
export type ConsentBody = Static<typeof ConsentBody>

import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import { TEST_EVENT, WEBHOOK_EVENTS } from './event-types.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const BigId = Type.Integer({ minimum: 1, maximum: 9e15 })
const Instant = Type.String({ format: 'date-time' })
/** Counted as far as a person wants to know. */
const Count = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 1001, description: `${description}; 1001 stands for more than 1000` })
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })

const Events = Type.Array(Type.Enum(WEBHOOK_EVENTS), {
  minItems: 1,
  maxItems: WEBHOOK_EVENTS.length,
  uniqueItems: true,
})
const written = {
  url: Type.String({ minLength: 1, maxLength: 2000, description: 'https, and not in a private network' }),
  description: Type.String({ maxLength: 200 }),
  events: Events,
  with_contact: Type.Boolean({ description: 'Messages tell e-mail, phones and address too' }),
  is_active: Type.Boolean({ description: 'false: messages wait, up to 30 days, until it is true again' }),
}

export const NewWebhook = closed({
  url: written.url,
  events: written.events,
  description: Type.Optional(written.description),
  with_contact: Type.Optional({ ...written.with_contact, default: false }),
})
export type NewWebhook = Static<typeof NewWebhook>

export const WebhookPatch = Type.Partial(closed(written), { additionalProperties: false, minProperties: 1 })
export type WebhookPatch = Static<typeof WebhookPatch>

export const Webhook = Type.Object({
  id: Id,
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.Enum(WEBHOOK_EVENTS)),
  with_contact: Type.Boolean(),
  is_active: Type.Boolean(),
  paused_by: nullable(
    Type.Enum(['person', 'failures'], {
      description:
        'failures: nothing had arrived for three days; a message is tried every hour, and when one arrives it goes on',
    }),
  ),
  failing_since: nullable({ ...Instant, description: 'First failure since the last success' }),
  rests_until: nullable({
    ...Instant,
    description:
      'Ten messages in a row or more have failed: until then nothing is sent but tests, then one message to see',
  }),
  old_secret_until: nullable({ ...Instant, description: 'Until then the secret before signs too' }),
  created_at: Instant,
  created_by: nullable(Type.Object({ id: Id, name: Type.String() })),
  last_attempt: nullable(Type.Object({ at: Instant, is_success: Type.Boolean() })),
  delivered: Count('Messages that arrived in the last 24 hours'),
  waiting: Count('Messages that are yet to arrive'),
  dead: Count('Messages that were given up and can be replayed'),
})
export type Webhook = Static<typeof Webhook>
export const WebhookList = Type.Object({ data: Type.Array(Webhook) })
const secret = Type.String({ description: 'Signs the messages; it is shown this once' })
export const CreatedWebhook = Type.Object({ ...Webhook.properties, secret })
export const RenewedSecret = Type.Object({ secret, old_secret_until: Instant })

export const STATES = ['waiting', 'sending', 'delivered', 'dead'] as const
export type DeliveryState = (typeof STATES)[number]

const delivery = {
  id: BigId,
  message_id: Type.String({ description: 'As in the header webhook-id; the same for every try' }),
  type: Type.Enum([...WEBHOOK_EVENTS, TEST_EVENT]),
  state: Type.Enum(STATES),
  attempts: Type.Integer({ description: 'Tries since it was made or replayed' }),
  created_at: Instant,
  next_try_at: nullable(Instant),
  finished_at: nullable(Instant),
  last_status: nullable(Type.Integer()),
  last_error: nullable(Type.String()),
  last_duration_ms: nullable(Type.Integer()),
}
export const Delivery = Type.Object(delivery)
export type Delivery = Static<typeof Delivery>
export const DeliveryList = Type.Object({ data: Type.Array(Delivery), next_cursor: nullable(Type.String()) })
export const DeliveryDetail = Type.Object({
  ...delivery,
  body: Type.String({ description: 'As it is sent, without contact details' }),
  tries: Type.Array(
    Type.Object({
      at: Instant,
      duration_ms: Type.Integer(),
      status: nullable(Type.Integer()),
      error: nullable(
        Type.String({ description: 'address, plain-http, name, timeout, tls, connection, secret' }),
      ),
      response: nullable(Type.String({ description: 'How the answer begins' })),
    }),
    { description: 'The oldest first' },
  ),
})
export type DeliveryDetail = Static<typeof DeliveryDetail>

export const DeliveryQuery = closed({
  state: Type.Optional(Type.Enum(STATES)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
})
export type DeliveryQuery = Static<typeof DeliveryQuery>
export const IdParams = closed({ id: Id })
export const DeliveryParams = closed({ id: Id, deliveryId: BigId })
export const Replayed = Type.Object({ replayed: Count('Messages that are sent again') })

import { type Static, Type } from 'typebox'
import { closed, Id, Instant, nullable, Person } from '../activities.schemas.ts'
import { KINDS } from './kinds.ts'

const Clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'HH:MM, in your time zone',
})
const Kind = Type.Enum(KINDS)
const BigId = Type.Integer({ minimum: 1, maximum: 9e15 })

export const Notification = Type.Object({
  id: Type.Integer(),
  kind: Kind,
  lead: nullable(Type.Object({ id: Id, name: Type.String() })),
  actor: nullable(Person),
  data: Type.Record(Type.String(), Type.Unknown()),
  title: Type.String(),
  path: Type.String({ description: 'Page of the web app it leads to' }),
  at: Instant,
  read_at: nullable(Instant),
})
export const NotificationQuery = Type.Object(
  {
    unread: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
)
export type NotificationQuery = Static<typeof NotificationQuery>
export const NotificationList = Type.Object({
  data: Type.Array(Notification),
  next_cursor: nullable(Type.String()),
})
export const Unread = Type.Object({ unread: Type.Integer({ description: 'At most 100' }) })
export const ReadBody = Type.Object(
  { ids: Type.Optional(Type.Array(BigId, { maxItems: 200, description: 'All, unless given' })) },
  closed,
)
export const NotificationParams = Type.Object({ id: BigId }, closed)
export const NotificationPatch = Type.Object({ read: Type.Boolean() }, closed)

const Wish = Type.Object(
  { kind: Kind, in_app: Type.Boolean(), mail: Type.Boolean(), push: Type.Boolean() },
  closed,
)
const settings = {
  time_zone: nullable(
    Type.String({ minLength: 1, maxLength: 60, description: "IANA name; the firm's when null" }),
  ),
  remind_before_minutes: Type.Integer({ minimum: 0, maximum: 1440 }),
  quiet_from: nullable(Clock),
  quiet_to: nullable(Clock),
  digest_at: nullable(Clock),
}
export const NotificationSettingsPut = Type.Object(
  { ...settings, kinds: Type.Array(Wish, { maxItems: 40 }) },
  closed,
)
export const Device = Type.Object({ id: Id, device: Type.String(), created_at: Instant })
export const NotificationSettings = Type.Object({
  ...settings,
  kinds: Type.Array(Wish),
  devices: Type.Array(Device),
  push_key: Type.String({ description: 'For `PushManager.subscribe`' }),
})
export const DeviceBody = Type.Object(
  {
    endpoint: Type.String({ minLength: 1, maxLength: 2000, description: 'An address of a push service' }),
    keys: Type.Object(
      {
        p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87,88}=?$' }),
        auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22,24}={0,2}$' }),
      },
      closed,
    ),
    expirationTime: Type.Optional(nullable(Type.Number())),
  },
  closed,
)

export const FirmReminders = Type.Object(
  {
    overdue_minutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
    escalate_minutes: Type.Integer({ minimum: 2, maximum: 43_200 }),
  },
  closed,
)
export type FirmReminders = Static<typeof FirmReminders>

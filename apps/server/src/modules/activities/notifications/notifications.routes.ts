import type { Principal } from '@optimwalls/permissions'
import { can } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { Push } from '../../../platform/push/push.ts'
import { audit, type People } from '../../access/index.ts'
import type { ClientNames, LeadDoor } from '../activities.neighbours.ts'
import { may } from '../activities.routes.ts'
import { closed, Id } from '../activities.schemas.ts'
import { personOf } from '../activity-presenter.ts'
import { isTimeZone } from '../is-time-zone.ts'
import type { FirmSettings } from '../reminders/firm-settings.ts'
import { movedReminders } from '../reminders/reminders.repository.ts'
import { devicesOf, dropDevice, keepDevice } from './devices.ts'
import { countUnread, listNotifications, markRead, setRead } from './notifications.repository.ts'
import {
  Device,
  DeviceBody,
  FirmReminders,
  NotificationList,
  NotificationParams,
  NotificationPatch,
  NotificationQuery,
  NotificationSettings,
  NotificationSettingsPut,
  ReadBody,
  Unread,
} from './notifications.schemas.ts'
import { kindsOf, readSettings, writeSettings } from './settings.ts'
import { clientIn, pathOf, titleOf } from './words.ts'

export interface NotificationRoutesNeeds {
  db: Database
  crypto: Crypto
  push: Push
  people: People
  leads: LeadDoor
  clientNames: ClientNames
  firm: FirmSettings
  firmTimeZone: string
  now(): Date
}

const MOST_UNREAD = 100
const mine = { access: 'signed-in' } as const

export function notificationRoutes(http: Http, needs: NotificationRoutesNeeds): void {
  const { db, crypto, push, people, leads, clientNames, firm, firmTimeZone, now } = needs
  const tags = ['Notifications']
  const visibleTo = (principal: Principal) => (values: unknown[]) =>
    can(principal, 'CRM', 'view') ? leads.activity.visible(principal, 'view', 'n.lead_id', values) : 'false'
  const unreadOf = async (principal: Principal) => ({
    unread: await countUnread(db, principal.userId, visibleTo(principal), MOST_UNREAD),
  })

  http.get(
    '/crm/notifications',
    {
      config: mine,
      schema: {
        tags,
        summary: 'What you were told, newest first',
        querystring: NotificationQuery,
        response: { 200: NotificationList },
      },
    },
    async ({ principal, query: { cursor, limit = 30, unread = false } }) => {
      const question = `notifications-${unread}`
      const before = cursor === undefined ? null : Number(decodeCursor(cursor, question, ['number'])[0])
      const rows = await listNotifications(db, principal.userId, visibleTo(principal), {
        before: before === null ? null : Math.trunc(before),
        isUnread: unread,
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      const ids = shown.flatMap(row => row.lead_id ?? [])
      const found = ids.length > 0 ? await leads.reader.several(principal, ids) : new Map()
      const clients = await clientNames(
        principal,
        shown.flatMap(row => clientIn(row.data)),
      )
      const names = await people.all()
      const timeZone = names.get(principal.userId)?.timeZone ?? firmTimeZone
      const last = rows.length > limit ? shown.at(-1) : undefined
      return {
        data: shown.map(({ lead_id, actor_id, at, read_at, kind, data, id }) => {
          const lead = lead_id === null ? undefined : found.get(lead_id)
          const actor = personOf(actor_id, names)
          const client = clients.get(clientIn(data)[0] ?? 0) ?? null
          return {
            id,
            kind,
            lead: lead ? { id: lead.id, name: lead.name } : null,
            actor,
            data,
            title: titleOf({
              ...{ kind, lead: lead?.name ?? null, client, actor: actor?.name ?? null, data, timeZone },
            }),
            path: pathOf(kind, lead_id, data, client),
            at: at.toISOString(),
            read_at: read_at?.toISOString() ?? null,
          }
        }),
        next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null,
      }
    },
  )

  http.get(
    '/crm/notifications/count',
    { config: mine, schema: { tags, summary: 'How much you have not read', response: { 200: Unread } } },
    async ({ principal }) => unreadOf(principal),
  )

  http.post(
    '/crm/notifications/read',
    {
      config: mine,
      schema: { tags, summary: 'Mark as read', body: ReadBody, response: { 200: Unread } },
    },
    async ({ principal, body }) => {
      await markRead(db, principal.userId, body.ids ?? null, now())
      return unreadOf(principal)
    },
  )

  http.patch(
    '/crm/notifications/:id',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Mark one as read or unread',
        params: NotificationParams,
        body: NotificationPatch,
        response: { 200: Unread },
      },
    },
    async ({ principal, params, body }) => {
      const isThere = await setRead(db, principal.userId, params.id, body.read ? now() : null)
      if (!isThere) throw new AppError('not-found')
      return unreadOf(principal)
    },
  )

  async function settingsOf(userId: number) {
    const settings = (await readSettings(db, [userId])).get(userId)
    if (!settings) throw new AppError('not-found')
    const devices = await devicesOf(db, userId)
    return {
      time_zone: (await people.all()).get(userId)?.timeZone ?? null,
      remind_before_minutes: settings.remindBeforeMinutes,
      quiet_from: settings.quiet?.from ?? null,
      quiet_to: settings.quiet?.to ?? null,
      digest_at: settings.digestAt,
      kinds: kindsOf(settings),
      devices: devices.map(row => ({ ...row, created_at: row.created_at.toISOString() })),
      push_key: push.publicKey,
    }
  }

  http.get(
    '/crm/notification-settings',
    {
      config: mine,
      schema: { tags, summary: 'How you want to be told', response: { 200: NotificationSettings } },
    },
    async ({ principal }) => settingsOf(principal.userId),
  )

  http.put(
    '/crm/notification-settings',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Say how you want to be told',
        body: NotificationSettingsPut,
        response: { 200: NotificationSettings },
      },
    },
    async ({ principal, body }) => {
      const { userId } = principal
      const { time_zone, quiet_from, quiet_to } = body
      if (time_zone !== null && !isTimeZone(time_zone))
        throw invalidInput('time_zone', 'is not a time zone such as Asia/Kolkata')
      if ((quiet_from === null) !== (quiet_to === null))
        throw invalidInput('quiet_to', 'goes with quiet_from')
      await db.inTransaction(async tx => {
        const before = (await readSettings(tx, [userId])).get(userId)
        await writeSettings(tx, userId, body)
        if (time_zone !== ((await people.all()).get(userId)?.timeZone ?? null))
          await people.setTimeZone(tx, userId, time_zone)
        if (before && before.remindBeforeMinutes !== body.remind_before_minutes)
          await movedReminders(tx, userId, body.remind_before_minutes, now())
      })
      return { ...(await settingsOf(userId)), time_zone }
    },
  )

  http.post(
    '/crm/devices',
    {
      config: { ...mine, limit: { max: 30, windowMs: 60_000 } },
      schema: {
        tags,
        summary: 'Have push messages come to this device',
        body: DeviceBody,
        response: { 201: Device },
      },
    },
    async (request, reply) => {
      const { endpoint, keys } = request.body
      if (!push.isPushService(endpoint)) throw invalidInput('endpoint', 'is not an address of a push service')
      const agent = String(request.headers['user-agent'] ?? '')
      const row = await keepDevice(
        db,
        crypto,
        request.principal.userId,
        { endpoint, keys },
        people.deviceOf(agent),
      )
      return reply.code(201).send({ ...row, created_at: row.created_at.toISOString() })
    },
  )

  http.delete(
    '/crm/devices/:id',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Have no more push messages come to a device',
        params: Type.Object({ id: Id }, closed),
        response: { 204: Type.Null() },
      },
    },
    async ({ principal, params }, reply) => {
      if (!(await dropDevice(db, principal.userId, params.id))) throw new AppError('not-found')
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/settings/reminders',
    {
      config: may('configure_activities'),
      schema: { tags, summary: 'When follow-ups count as overdue', response: { 200: FirmReminders } },
    },
    async () => firm.read(),
  )

  http.put(
    '/crm/settings/reminders',
    {
      config: may('configure_activities'),
      schema: {
        tags,
        summary: 'Say when follow-ups count as overdue, and when the manager hears of it',
        body: FirmReminders,
        response: { 200: FirmReminders },
      },
    },
    async request => {
      const { body, principal } = request
      if (body.escalate_minutes <= body.overdue_minutes)
        throw invalidInput('escalate_minutes', 'must be later than overdue_minutes')
      await db.inTransaction(async tx => {
        await firm.write(tx, body)
        audit(tx, {
          userId: principal.userId,
          action: 'changed_reminders',
          module: 'CRM',
          details: { ...body },
          ip: request.ip,
          requestId: request.id,
        })
      })
      return firm.renew()
    },
  )
}

import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { CHANNELS, type Channel, KINDS, NOTIFICATION_KINDS, type NotificationKind } from './kinds.ts'
import type { QuietHours } from './quiet-hours.ts'

/** How one person wants to be told. */
export interface PersonSettings {
  remindBeforeMinutes: number
  quiet: QuietHours | null
  /** `HH:MM`; null for none. */
  digestAt: string | null
  wants(kind: NotificationKind, channel: Channel): boolean
}

interface SettingsRow {
  user_id: number
  remind_before_minutes: number
  quiet_from: string | null
  quiet_to: string | null
  digest_at: string | null
}

const USUAL: Omit<SettingsRow, 'user_id'> = {
  remind_before_minutes: 15,
  quiet_from: null,
  quiet_to: null,
  digest_at: '08:30',
}

const clock = (time: string) => time.slice(0, 5)

/** The settings of these people; what is usual for those who never set any. */
export async function readSettings(
  db: Connection,
  userIds: readonly number[],
): Promise<ReadonlyMap<number, PersonSettings>> {
  const [rows, departures] = await Promise.all([
    db.rows<SettingsRow>(
      `SELECT user_id, remind_before_minutes, quiet_from::text, quiet_to::text, digest_at::text FROM notification_settings
       WHERE user_id = ANY ($1::int[])`,
      [userIds],
      'notification-settings',
    ),
    db.rows<{ user_id: number; kind: string; channel: string; is_on: boolean }>(
      'SELECT user_id, kind, channel, is_on FROM notification_preferences WHERE user_id = ANY ($1::int[])',
      [userIds],
      'notification-preferences',
    ),
  ])
  const byId = new Map(rows.map(row => [row.user_id, row]))
  const wishes = new Map(departures.map(one => [`${one.user_id} ${one.kind} ${one.channel}`, one.is_on]))
  return new Map(
    userIds.map(id => {
      const row = byId.get(id) ?? USUAL
      const { quiet_from, quiet_to, digest_at } = row
      const settings: PersonSettings = {
        remindBeforeMinutes: row.remind_before_minutes,
        quiet: quiet_from && quiet_to ? { from: clock(quiet_from), to: clock(quiet_to) } : null,
        digestAt: digest_at && clock(digest_at),
        wants: (kind, channel) => wishes.get(`${id} ${kind} ${channel}`) ?? NOTIFICATION_KINDS[kind][channel],
      }
      return [id, settings]
    }),
  )
}

export interface SettingsInput {
  remind_before_minutes: number
  quiet_from: string | null
  quiet_to: string | null
  digest_at: string | null
  kinds: { kind: NotificationKind; in_app: boolean; mail: boolean; push: boolean }[]
}

export async function writeSettings(tx: Transaction, userId: number, input: SettingsInput): Promise<void> {
  await tx.rows(
    `INSERT INTO notification_settings (user_id, remind_before_minutes, quiet_from, quiet_to, digest_at)
     VALUES ($1, $2, $3::time, $4::time, $5::time)
     ON CONFLICT (user_id) DO UPDATE SET remind_before_minutes = excluded.remind_before_minutes, quiet_from = excluded.quiet_from,
       quiet_to = excluded.quiet_to, digest_at = excluded.digest_at`,
    [userId, input.remind_before_minutes, input.quiet_from, input.quiet_to, input.digest_at],
  )
  const departures = input.kinds.flatMap(wish =>
    CHANNELS.flatMap(channel =>
      wish[channel] === NOTIFICATION_KINDS[wish.kind][channel]
        ? []
        : [{ kind: wish.kind, channel, is_on: wish[channel] }],
    ),
  )
  await tx.rows('DELETE FROM notification_preferences WHERE user_id = $1', [userId])
  await tx.rows(
    `INSERT INTO notification_preferences (user_id, kind, channel, is_on)
     SELECT $1, kind, channel, is_on FROM jsonb_to_recordset($2::jsonb) AS p (kind text, channel text, is_on boolean)
     ON CONFLICT DO NOTHING`,
    [userId, JSON.stringify(departures)],
  )
}

/** As the page shows them. */
export const kindsOf = (settings: PersonSettings) =>
  KINDS.map(kind => ({
    kind,
    in_app: settings.wants(kind, 'in_app'),
    mail: settings.wants(kind, 'mail'),
    push: settings.wants(kind, 'push'),
  }))

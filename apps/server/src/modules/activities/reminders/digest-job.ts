import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { People } from '../../access/index.ts'
import type { News, Notify } from '../notifications/notify.ts'
import { readSettings } from '../notifications/settings.ts'

export interface DigestNeeds {
  db: Database
  people: People
  notify: Notify
  firmTimeZone: string
  now(): Date
}

/** Digests that were due so long ago still go out: the server may have been down. */
const CATCH_UP_MINUTES = 90

/** In the morning of each person's own zone: how much is to be done today, and what is late. */
export function digestJob(needs: DigestNeeds) {
  return defineJob({
    name: 'reminders-digest',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    // Zones are whole quarters of an hour apart.
    cron: '*/15 * * * *',
    run: async () => sendDigests(needs),
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'digests of the day failed')
    },
  })
}

/** Sends what is due at this moment; each person hears once a day at most. */
export async function sendDigests({ db, people, notify, firmTimeZone, now }: DigestNeeds): Promise<void> {
  const at = now()
  const staff = [...(await people.all()).values()].filter(one => one.isActive && one.canOwnLeads)
  const settings = await readSettings(
    db,
    staff.map(one => one.id),
  )
  const due = staff.flatMap(({ id, timeZone }) => {
    const wish = settings.get(id)?.digestAt
    if (!wish) return []
    const here = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
      timeZone ?? firmTimeZone,
    )
    const start = here.withPlainTime(Temporal.PlainTime.from(wish))
    const lateMinutes = (here.epochMilliseconds - start.epochMilliseconds) / 60_000
    if (lateMinutes < 0 || lateMinutes >= CATCH_UP_MINUTES) return []
    return [{ id, day: here.toPlainDate().toString(), end: endOf(here) }]
  })
  if (due.length === 0) return
  const counts = await db.rows<{ user_id: number; overdue: number; today: number }>(
    `SELECT d.user_id, count(*) FILTER (WHERE f.due_at < $3)::int AS overdue, count(*) FILTER (WHERE f.due_at >= $3)::int AS today
     FROM unnest($1::int[], $2::timestamptz[]) AS d (user_id, ends_at)
     JOIN follow_ups f ON f.assigned_to = d.user_id AND f.done_at IS NULL AND f.due_at < d.ends_at
     GROUP BY d.user_id`,
    [due.map(one => one.id), due.map(one => one.end), at],
  )
  const byId = new Map(counts.map(row => [row.user_id, row]))
  const news = due.flatMap(({ id, day }): News[] => {
    const found = byId.get(id)
    if (!found) return []
    const { overdue, today } = found
    return [{ userId: id, kind: 'digest', key: `digest:${day}`, data: { overdue, today } }]
  })
  await db.inTransaction(tx => notify(tx, news))
}

const endOf = (here: Temporal.ZonedDateTime): Date =>
  new Date(here.startOfDay().add({ days: 1 }).epochMilliseconds)

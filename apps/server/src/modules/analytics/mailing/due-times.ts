import { Temporal } from 'temporal-polyfill'
import type { Range } from '../reports.schemas.ts'
import type { SPANS } from './mailing.schemas.ts'

export interface WeeklyTime {
  /** 1 is Monday. */
  weekday: number
  hour: number
}

const here = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)

/** The last time at or before an instant that was this hour of this weekday by the clock of the zone, with its day. An hour that
 *  summer time leaves out is the next there is. */
export function lastDue({ weekday, hour }: WeeklyTime, zone: string, at: Date): { at: Date; day: string } {
  const now = here(at, zone)
  const back = (now.dayOfWeek - weekday + 7) % 7
  const onDay = now.toPlainDate().subtract({ days: back })
  const due = timeOn(onDay, hour, zone)
  if (due.epochMilliseconds <= at.getTime())
    return { at: new Date(due.epochMilliseconds), day: onDay.toString() }
  const before = onDay.subtract({ days: 7 })
  return { at: new Date(timeOn(before, hour, zone).epochMilliseconds), day: before.toString() }
}

/** The first such time after an instant. */
export function nextDue(time: WeeklyTime, zone: string, at: Date): Date {
  const last = Temporal.PlainDate.from(lastDue(time, zone, at).day)
  return new Date(timeOn(last.add({ days: 7 }), time.hour, zone).epochMilliseconds)
}

const timeOn = (day: Temporal.PlainDate, hour: number, zone: string) =>
  day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) })

const DAYS = { '7d': 7, '30d': 30, '90d': 90 } as const

/** The days of a span that ends with the day before, and with `compare` as many before them. Twelve months are whole ones, and are compared with
 *  the same of the year before. */
export function weeklyRange(
  span: (typeof SPANS)[number],
  today: string,
  compare: boolean,
): { range: Range; compared: Range | null } {
  const to = Temporal.PlainDate.from(today).subtract({ days: 1 })
  const isYear = span === '12m'
  const from = isYear ? to.with({ day: 1 }).subtract({ months: 11 }) : to.subtract({ days: DAYS[span] - 1 })
  const back = isYear ? { years: 1 } : { days: DAYS[span] }
  return {
    range: { from: from.toString(), to: to.toString() },
    compared: compare ? { from: from.subtract(back).toString(), to: to.subtract(back).toString() } : null,
  }
}

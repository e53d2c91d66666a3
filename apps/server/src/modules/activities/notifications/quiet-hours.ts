import { Temporal } from 'temporal-polyfill'

/** Clock times `HH:MM`. */
export interface QuietHours {
  from: string
  to: string
}

/** When something may ring: now, or at the end of the quiet hours in which `now` lies. They may lie across midnight. */
export function quietUntil(now: Date, quiet: QuietHours | null, timeZone: string): Date {
  if (!quiet || quiet.from === quiet.to) return now
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const [from, to] = [Temporal.PlainTime.from(quiet.from), Temporal.PlainTime.from(quiet.to)]
  const time = here.toPlainTime()
  const isBefore = (a: Temporal.PlainTime, b: Temporal.PlainTime) => Temporal.PlainTime.compare(a, b) < 0
  const spansMidnight = isBefore(to, from)
  const isEvening = !isBefore(time, from)
  const isMorning = isBefore(time, to)
  const isQuiet = spansMidnight ? isEvening || isMorning : isEvening && isMorning
  if (!isQuiet) return now
  const day = spansMidnight && isEvening ? here.toPlainDate().add({ days: 1 }) : here.toPlainDate()
  return new Date(day.toZonedDateTime({ timeZone, plainTime: to }).epochMilliseconds)
}

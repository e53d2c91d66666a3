import { Temporal } from 'temporal-polyfill'

/** A day of the calendar, whatever the zone: days since 1970-01-01. */
export type DayNumber = number

const DAY_MS = 86_400_000

export const dayNumberOf = (day: string): DayNumber => Date.parse(day) / DAY_MS

/** `YYYY-MM-DD` */
export const isoDayOf = (day: DayNumber): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Monday is 0. */
export const weekdayOf = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7

/** A time in which the clocks of a zone are not changed. Instants in milliseconds. */
interface Stretch {
  from: number
  until: number
  /** What the clocks are ahead of UTC. Milliseconds. */
  offset: number
}

/** By zone. To read a clock by its zone takes longer than most of what is done for a new lead; a firm lives within a few stretches. */
const stretches = new Map<string, Stretch[]>()

function stretchAt(at: number, timeZone: string): Stretch {
  const known = stretches.get(timeZone) ?? []
  const found = known.find(({ from, until }) => from <= at && at < until)
  if (found) return found
  const then = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  const next = then.getTimeZoneTransition('next')
  // Of the last moment before the next: the one before `then` would pass by one that is at `then`.
  const before = (next ?? then).subtract({ nanoseconds: next ? 1 : 0 }).getTimeZoneTransition('previous')
  const stretch = {
    from: before?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: then.offsetNanoseconds / 1e6,
  }
  stretches.set(timeZone, [...known, stretch])
  return stretch
}

/** When a day begins. Milliseconds. */
export function midnightOf(day: DayNumber, timeZone: string): number {
  const { from, until, offset } = stretchAt(day * DAY_MS, timeZone)
  const midnight = day * DAY_MS - offset
  // Within a day of a change only the rules of the zone can tell.
  if (from + DAY_MS <= midnight && midnight < until - DAY_MS) return midnight
  return Temporal.PlainDate.from(isoDayOf(day)).toZonedDateTime(timeZone).epochMilliseconds
}

/** The day on which an instant lies. */
export function dayAt(at: number, timeZone: string): DayNumber {
  let day = Math.floor(at / DAY_MS)
  while (midnightOf(day, timeZone) > at) day -= 1
  while (midnightOf(day + 1, timeZone) <= at) day += 1
  return day
}

/** When it is `HH:MM` on a day; of two such moments the first, and for a time that is left out as much later as the clocks go forward. Milliseconds. */
export function instantOn(day: DayNumber, clock: string, timeZone: string): number {
  const midnight = midnightOf(day, timeZone)
  if (midnightOf(day + 1, timeZone) - midnight === DAY_MS) {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number)
    return midnight + (hours * 60 + minutes) * 60_000
  }
  const plainTime = Temporal.PlainTime.from(clock)
  return Temporal.PlainDate.from(isoDayOf(day)).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds
}

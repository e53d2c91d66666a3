import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { dayAt, dayNumberOf, instantOn, isoDayOf, midnightOf, weekdayOf } from './zone-days.ts'

/** Half hours, clocks changed at midnight (Havana, Beirut, Santiago), by half an hour (Lord Howe), a day left out (Apia), and none changed. */
const ZONES = [
  'Asia/Kolkata',
  'Europe/London',
  'America/Havana',
  'Asia/Beirut',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
]

test.each(ZONES)('days and clocks of %s are those of its rules', timeZone => {
  const first = dayNumberOf('2010-12-01')
  const wrong: string[] = []
  for (let day = first; day < first + 500; day++) {
    const date = Temporal.PlainDate.from(isoDayOf(day))
    const at = (clock: string) =>
      date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds
    if (midnightOf(day, timeZone) !== date.toZonedDateTime(timeZone).epochMilliseconds) wrong.push(`${date}`)
    for (const clock of ['00:30', '02:30', '19:00'])
      if (instantOn(day, clock, timeZone) !== at(clock)) wrong.push(`${date} ${clock}`)
    const noon = Temporal.Instant.fromEpochMilliseconds(at('12:00')).toZonedDateTimeISO(timeZone)
    if (isoDayOf(dayAt(noon.epochMilliseconds, timeZone)) !== noon.toPlainDate().toString())
      wrong.push(`${date} noon`)
    if (weekdayOf(day) !== date.dayOfWeek - 1) wrong.push(`${date} weekday`)
  }
  expect(wrong).toEqual([])
})

import { describe, expect, it } from 'vitest'
import { nextTimes, proposedTime, toLocalInput } from './next-times.ts'

/** Local time of whoever runs this: Monday 23 to Sunday 29 November 2026. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute)
const words = (now: Date) => nextTimes(now).map(({ label }) => label)

describe('what is offered for the next step', () => {
  it.each([
    [at(23, 10, 5), ['Today 1:15 pm', 'Tomorrow 11 am', 'Wed 11 am', 'Thu 11 am', 'In a week']],
    [at(23, 16, 30), ['Today 6 pm', 'Tomorrow 11 am', 'Wed 11 am', 'Thu 11 am', 'In a week']],
    [at(23, 20), ['Tomorrow 11 am', 'Wed 11 am', 'Thu 11 am', 'In a week']],
    // Sunday is nobody's: each Monday stands there once, and on a Saturday it is not tomorrow.
    [at(26, 20), ['Tomorrow 11 am', 'Sat 11 am', 'Mon 11 am', 'In a week']],
    [at(27, 20), ['Tomorrow 11 am', 'Mon 11 am', 'In a week']],
    [at(28, 20), ['Mon 11 am', 'Tue 11 am', 'In a week']],
  ])('at %s', (now, expected) => {
    expect(words(now)).toEqual(expected)
  })

  it('never lies on a Sunday', () => {
    for (const day of [23, 24, 25, 26, 27, 28, 29])
      for (const one of nextTimes(at(day, 21))) expect(one.at.getDay()).not.toBe(0)
  })
})

describe('what an outcome proposes', () => {
  it.each([
    [null, at(23, 10), null],
    [180, at(23, 10, 5), '2026-11-23T13:15'],
    // After work it is tomorrow, and on a Saturday evening Monday.
    [180, at(23, 18), '2026-11-24T11:00'],
    [180, at(28, 18), '2026-11-30T11:00'],
    [1440, at(23, 18), '2026-11-24T11:00'],
    [2880, at(23, 10), '2026-11-25T11:00'],
  ])('%s minutes at %s', (minutes, now, expected) => {
    const time = proposedTime(minutes, now)
    expect(time && toLocalInput(time)).toBe(expected)
  })
})

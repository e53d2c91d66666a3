import { describe, expect, test } from 'vitest'
import { dateOrderOf, isNumericDate, parseDay, parseInstant } from './parse-date.ts'

describe('a day', () => {
  test.each([
    ['2021-04-15', '2021-04-15'],
    ['2021/4/5', '2021-04-05'],
    ['15 Apr, 2021', '2021-04-15'],
    ['15-Apr-21', '2021-04-15'],
    ['15 April 2021', '2021-04-15'],
    ['1st Sept 2021', '2021-09-01'],
    ['Apr 15, 2021', '2021-04-15'],
    ['April 15th 2021', '2021-04-15'],
    ['29/02/2024', '2024-02-29'],
    ['15.04.2021', '2021-04-15'],
    [' 2021-04-15T10:00:00Z ', '2021-04-15'],
  ])('%j is %s', (text, day) => {
    expect(parseDay(text, 'dmy')).toBe(day)
  })

  test('is read in the order of its file', () => {
    expect(parseDay('03/04/2021', 'dmy')).toBe('2021-04-03')
    expect(parseDay('03/04/2021', 'mdy')).toBe('2021-03-04')
    expect(parseDay('04-03-21', 'mdy')).toBe('2021-04-03')
    expect(parseDay('25/12/2021', 'mdy')).toBeNull()
  })

  test.each([
    '',
    'soon',
    '2021-02-29',
    '31/04/2021',
    '00/01/2021',
    '2021-13-01',
    '0021-04-15',
    '15 Foo 2021',
    '2021',
    '12345',
    '15/04',
    '2021-04-15T25:00',
    'x 2021-04-15',
  ])('%j is none', text => {
    expect(parseDay(text, 'dmy')).toBeNull()
  })
})

describe('an instant', () => {
  const inKolkata = (text: string) => parseInstant(text, 'dmy', 'Asia/Kolkata')?.toISOString() ?? null
  test.each([
    ['15 Apr, 2021 00:03:00', '2021-04-14T18:33:00.000Z'],
    ['2021-04-15', '2021-04-14T18:30:00.000Z'],
    ['2021-04-15 10:20', '2021-04-15T04:50:00.000Z'],
    ['2021-04-15T10:20:30', '2021-04-15T04:50:30.000Z'],
    ['15/04/2021, 10:20 PM', '2021-04-15T16:50:00.000Z'],
    ['15/04/2021 12:05 am', '2021-04-14T18:35:00.000Z'],
    ['15/04/2021 12:05 p.m.', '2021-04-15T06:35:00.000Z'],
    ['Apr 15, 2021 9:00 AM', '2021-04-15T03:30:00.000Z'],
    // With a zone the firm's own does not matter.
    ['2021-04-15T10:20:30Z', '2021-04-15T10:20:30.000Z'],
    ['2021-04-15T10:20:30.123Z', '2021-04-15T10:20:30.000Z'],
    ['2021-04-15T10:20:30+05:30', '2021-04-15T04:50:30.000Z'],
    ['2021-04-15 10:20:30 -0800', '2021-04-15T18:20:30.000Z'],
  ])('%j is %s', (text, instant) => {
    expect(inKolkata(text)).toBe(instant)
  })

  test.each([
    '2021-04-15 24:00',
    '2021-04-15 10:60',
    '2021-04-15 13:00 PM',
    '2021-04-15 0:30 AM',
    '2021-04-15 10',
  ])('%j is none', text => {
    expect(inKolkata(text)).toBeNull()
  })

  test.each([
    // Winter, summer, and on both sides of either change of clocks.
    ['2021-01-15 12:00', '2021-01-15T11:00:00.000Z'],
    ['2021-07-15 12:00', '2021-07-15T10:00:00.000Z'],
    ['2021-03-28 01:59', '2021-03-28T00:59:00.000Z'],
    ['2021-03-28 03:00', '2021-03-28T01:00:00.000Z'],
    ['2021-10-31 01:59', '2021-10-30T23:59:00.000Z'],
    ['2021-10-31 03:00', '2021-10-31T02:00:00.000Z'],
  ])('%s by the clocks of Berlin is %s', (text, instant) => {
    expect(parseInstant(text, 'dmy', 'Europe/Berlin')?.toISOString()).toBe(instant)
  })

  test.each([
    ['America/New_York', '2021-07-15T16:00:00.000Z'],
    ['Asia/Kathmandu', '2021-07-15T06:15:00.000Z'],
    ['UTC', '2021-07-15T12:00:00.000Z'],
  ])('noon in %s is %s', (zone, instant) => {
    expect(parseInstant('2021-07-15 12:00', 'dmy', zone)?.toISOString()).toBe(instant)
  })
})

describe('the order of a column', () => {
  test.each([
    [['03/04/2021', '25/04/2021'], 'dmy'],
    [['03/04/2021', '04/25/2021'], 'mdy'],
    [['03/04/2021', '05/06/2021'], null],
    [['25/04/2021', '04/25/2021'], null],
    [['2021-04-15'], null],
    [[], null],
  ])('%j is %s', (texts, order) => {
    expect(dateOrderOf(texts)).toBe(order)
  })

  test('matters for numbers only', () => {
    expect(['03/04/2021', '3-4-21 10:00', '2021-04-03', '3 Apr 2021'].map(isNumericDate)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

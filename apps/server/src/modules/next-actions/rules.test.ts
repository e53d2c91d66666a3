import { expect, test } from 'vitest'
import { callHint, hourOfWeek, laterCallHint, learnCallHours } from './call-hours.ts'
import type { ActionKind } from './next-actions.schemas.ts'
import { type Counts, ranked, takeRate } from './ranking.ts'
import { type Situation, suggestionsFor } from './rules.ts'

const now = new Date('2026-03-06T09:30:00Z')
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
const lead: Situation = {
  status: 'contacted',
  isFarOn: false,
  offHours: null,
  owner: { id: 7, name: 'Asha Rao', isGone: false, isAway: false, isAwayThen: false },
  hasPhone: true,
  createdAt: ago(5),
  responseDueAt: null,
  lastActivityAt: ago(1),
  hasPlan: true,
  hasVisitPlanned: false,
  sleepsUntil: null,
  possession: null,
  contactAt: ago(1),
  tries: 0,
  visitAt: null,
  sentAt: null,
  heardAt: null,
  missing: null,
}
const away = { id: 7, name: 'Asha Rao', isGone: false, isAway: true, isAwayThen: true }
const offHours = { until: new Date('2026-03-09T04:30:00Z'), hint: 'hint' }
const kinds = (change: Partial<Situation>): ActionKind[] =>
  suggestionsFor({ ...lead, ...change }, now, 'hint').map(one => one.kind)

test.each<[string, Partial<Situation>, ActionKind[]]>([
  ['a running clock', { status: 'new', contactAt: null, responseDueAt: now }, ['call_now']],
  ['a clock without a phone', { status: 'new', contactAt: null, responseDueAt: now, hasPhone: false }, []],
  ['reached, no visit', {}, ['book_visit']],
  ['a quote is out, though no visit is on record', { sentAt: ago(1) }, []],
  ['far on, though no visit is on record', { status: 'qualified', isFarOn: true }, []],
  [
    'a running clock at night',
    { status: 'new', contactAt: null, responseDueAt: now, hasPlan: false, offHours },
    ['plan_call'],
  ],
  [
    'a running clock at night, and the call is planned',
    { status: 'new', contactAt: null, responseDueAt: now, offHours },
    [],
  ],
  ['two tries and no plan, at night', { contactAt: null, tries: 2, hasPlan: false, offHours }, ['plan_call']],
  [
    'two tries at night, and the owner is on leave in the morning',
    { contactAt: null, tries: 2, hasPlan: false, offHours, owner: away },
    ['reassign'],
  ],
  [
    'two tries at night, and the owner has left the firm',
    { contactAt: null, tries: 2, hasPlan: false, offHours, owner: { ...away, isGone: true } },
    ['reassign'],
  ],
  [
    'two tries by day, and the owner is on leave',
    { contactAt: null, tries: 2, hasPlan: false, owner: away },
    ['call_now', 'reassign'],
  ],
  ['a visit is planned', { hasVisitPlanned: true }, []],
  ['two tries and no plan', { contactAt: null, tries: 2, hasPlan: false }, ['call_now']],
  ['six tries', { contactAt: null, tries: 6, hasPlan: false }, ['close_lost']],
  ['visited', { visitAt: ago(1) }, ['send_quote']],
  ['sent two days ago', { visitAt: ago(4), sentAt: ago(2), hasPlan: false }, []],
  ['sent three days ago', { visitAt: ago(4), sentAt: ago(3), hasPlan: false }, ['chase_quote']],
  ['heard since', { visitAt: ago(4), sentAt: ago(3), heardAt: ago(1), hasPlan: false }, []],
  ['field missing', { hasVisitPlanned: true, missing: { field: 'budget', name: 'budget' } }, ['ask_field']],
  ['quiet for 14 days', { lastActivityAt: ago(14), hasPlan: false }, ['book_visit', 're_engage']],
  ['owner gone', { hasVisitPlanned: true, owner: { ...away, isGone: true } }, ['reassign']],
  ['asleep, keys in 60 days', { sleepsUntil: '2026-06-01', possession: '2026-05-05' }, ['wake']],
  ['asleep, keys in a year', { sleepsUntil: '2026-06-01', possession: '2027-05-05' }, []],
])('rules suggest for a lead: %s', (_, change, expected) => {
  expect(kinds(change)).toEqual(expected)
})

test('another situation is another suggestion', () => {
  const of = (tries: number) => suggestionsFor({ ...lead, contactAt: null, tries, hasPlan: false }, now, '')
  expect(of(1)[0]?.situation).not.toBe(of(2)[0]?.situation)
})

test('a kind that is dismissed again and again goes behind one that is taken', () => {
  const all = suggestionsFor({ ...lead, missing: { field: 'budget', name: 'budget' } }, now, '')
  const order = (counts: [ActionKind, Counts][]) => ranked(all, new Map(counts)).map(one => one.kind)
  expect(order([])).toEqual(['book_visit', 'ask_field'])
  expect(
    order([
      ['book_visit', { taken: 0, dismissed: 200 }],
      ['ask_field', { taken: 200, dismissed: 0 }],
    ]),
  ).toEqual(['ask_field', 'book_visit'])
  expect(takeRate()).toBe(0.5)
  expect(takeRate({ taken: 1, dismissed: 0 })).toBeCloseTo(11 / 21)
})

test('the best hour is learned, and a lucky call does not make one', () => {
  const hours = learnCallHours([
    { weekday: 2, hour: 18, calls: 200, answered: 140 },
    { weekday: 2, hour: 11, calls: 200, answered: 60 },
    { weekday: 3, hour: 9, calls: 1, answered: 1 },
    { weekday: 4, hour: 9, calls: 20, answered: 6 },
  ])
  expect(hours.best).toMatchObject({ weekday: 2, hour: 18 })
  expect(laterCallHint(hours, { weekday: 3, hour: 9 })).toMatch(/; [34]\d of 100 calls are answered/)
  expect(callHint(hours, { weekday: 2, hour: 11 })).toBe(
    '30 of 100 calls are answered at this hour; most on Tuesdays from 18:00: 70',
  )
  expect(learnCallHours([{ weekday: 2, hour: 18, calls: 3, answered: 3 }]).best).toBeUndefined()
  expect(callHint(learnCallHours([]), { weekday: 1, hour: 1 })).toBe(
    'The sooner the call, the likelier the answer',
  )
})

test('the hour is that of the firm', () => {
  expect(hourOfWeek(new Date('2026-03-07T20:00:00Z'), 'Asia/Kolkata')).toEqual({ weekday: 0, hour: 1 })
})

test('nothing is said of an hour in which hardly anybody was called', () => {
  const hours = learnCallHours([
    { weekday: 2, hour: 18, calls: 200, answered: 140 },
    { weekday: 2, hour: 11, calls: 200, answered: 60 },
    { weekday: 2, hour: 22, calls: 9, answered: 9 },
  ])
  const [day, late, night] = [11, 22, 3].map(hour => ({ weekday: 2, hour }))
  expect(day && callHint(hours, day)).toMatch(
    /^\d+ of 100 calls are answered at this hour; most on Tuesdays from 18:00/,
  )
  for (const hour of [late, night]) {
    expect(hour && callHint(hours, hour)).toMatch(
      /^Most calls are answered on Tuesdays from 18:00: \d+ of 100$/,
    )
    expect(hour && laterCallHint(hours, hour)).toBe('Nobody works at this hour')
  }
  expect(day && laterCallHint(hours, day)).toMatch(
    /^Nobody works at this hour; \d+ of 100 calls are answered on Tuesdays from 11:00$/,
  )
})

import { expect, test } from 'vitest'
import { cellSpans, startsIn } from './cell-spans.ts'

test.each([
  ['whole months', '2026-01-01', '2026-03-31', '2026-01-01 2026-04-01', '2026-01-01 2026-04-01', '', ''],
  [
    'thirds of the months at both ends',
    '2025-03-12',
    '2026-01-19',
    '2025-03-11 2026-01-21',
    '2025-04-01 2026-01-01',
    '2025-03-11 2025-04-01',
    '2026-01-01 2026-01-21',
  ],
  [
    'of a month that is nearly over none',
    '2025-03-28',
    '2026-01-04',
    '2025-04-01 2026-01-01',
    '2025-04-01 2026-01-01',
    '',
    '',
  ],
  [
    'the month under way is whole: nothing came after today',
    '2025-12-01',
    '2026-06-03',
    '2025-12-01 2026-07-01',
    '2025-12-01 2026-07-01',
    '',
    '',
  ],
  ['within a month', '2026-02-10', '2026-02-20', '2026-02-11 2026-02-21', '', '2026-02-11 2026-02-21', ''],
  [
    'about the turn of a month',
    '2026-02-20',
    '2026-03-10',
    '2026-02-21 2026-03-11',
    '',
    '2026-02-21 2026-03-01',
    '2026-03-01 2026-03-11',
  ],
])('%s', (_, from, to, all, months, first, last) => {
  const spans = cellSpans({ from, to }, '2026-06-03')
  const textOf = (span?: { from: string; before: string }) =>
    span && span.from < span.before ? `${span.from} ${span.before}` : ''
  expect(
    [spans, spans?.months, spans?.thirds[0], spans?.thirds[1]].map(span => textOf(span ?? undefined)),
  ).toEqual([all, months, first, last])
})

test.each([
  ['2026-02-02', '2026-02-05'],
  ['2026-02-27', '2026-03-03'],
])('from %s to %s there are none', (from, to) => {
  expect(cellSpans({ from, to }, '2026-06-03')).toBeNull()
})

test.each([
  [false, '2025-12-01', '2026-02-01', ['2025-12-01', '2026-01-01']],
  [false, '2026-02-11', '2026-02-11', []],
  [true, '2025-12-21', '2026-01-21', ['2025-12-21', '2026-01-01', '2026-01-11']],
  [true, '2026-02-11', '2026-02-21', ['2026-02-11']],
] as const)('the cells (of thirds: %s) from %s to %s', (isThird, from, before, starts) => {
  expect(startsIn({ from, before }, isThird)).toEqual(starts)
})

import { expect, it } from 'vitest'
import { kindOf, REPORTS } from './report-kinds.ts'
import { viewOf } from './report-view.ts'
import { sayFigure, sayPeriod } from './say-figure.ts'

const range = { from: '2026-01-01', to: '2026-12-31' }
const leads = { created_from: range.from, created_to: range.to, in_reports: true }
const figures = (received: number, converted: number) => ({
  received,
  converted,
  lost: 0,
  open: received - converted,
  conversion_rate: received ? converted / received : null,
  revenue: converted * 250_000,
})
const sources = {
  range,
  compared: range,
  currency: 'INR',
  total: { ...figures(15, 3), leads, previous: figures(10, 1) },
  groups: [
    {
      keys: [{ value: 'website', label: 'website' }],
      ...figures(10, 3),
      leads: { ...leads, source: ['website'] },
      previous: null,
    },
    {
      keys: [{ value: '=1+1', label: '=1+1' }],
      ...figures(5, 0),
      leads: { ...leads, source: ['=1+1'] },
      previous: null,
    },
  ],
}
const view = viewOf('sources', REPORTS.sources, sources)

it('each figure opens its own leads', () => {
  const clients = view.columns.findIndex(column => column.name === 'converted')
  expect(view.rows[0]?.figures[clients]?.leads).toEqual({
    ...leads,
    source: ['website'],
    status: ['converted'],
  })
  const rate = view.columns.findIndex(column => column.name === 'conversion_rate')
  expect(view.rows[0]?.figures[rate]).toMatchObject({ text: '30%', leads: null })
  expect(view.total.figures[clients]).toMatchObject({ text: '3', before: '1' })
})

it('tells the report in a sentence, and leaves out money that nobody may see', () => {
  expect(view.summary).toBe('15 leads in all. Most: website (10).')
  expect(view.columns.map(column => column.name)).not.toContain('spend')
})

it('first responses by source tell what was in time, and open it', () => {
  const waits = (received: number, in_time: number, response_median: number) => ({
    ...{ received, answered: received, in_time, in_time_rate: in_time / received },
    ...{ response_median, response_p90: 90, previous: null },
  })
  const group = (source: string, figures: ReturnType<typeof waits>) => ({
    keys: [{ value: source, label: source }],
    ...figures,
    leads: { ...leads, source: [source] },
  })
  const { rows, columns, summary } = viewOf('response-times', kindOf('response-times', 'source'), {
    ...{ range, compared: null, currency: 'INR' },
    total: { ...waits(12, 3, 20), leads },
    groups: [group('website', waits(8, 3, 12)), group('referral', waits(4, 0, 40))],
  })
  expect(summary).toBe('25% of all leads were answered in time. Slowest: referral (median 40 min).')
  const inTime = columns.findIndex(column => column.name === 'in_time')
  expect(rows[0]?.figures[inTime]?.leads).toEqual({ ...leads, source: ['website'], answered_in_time: true })
})

it('a stage opens those that went each way', () => {
  const funnel = viewOf('funnel', REPORTS.funnel, {
    range,
    compared: null,
    pipeline: { id: 1, name: 'Standard' },
    total: { ...{ received: 9 }, leads, previous: null },
    groups: [
      {
        stage: { id: 7, name: 'New' },
        ...{ entered: 9, went_on: 4, here: 3, went_back: 0, fell_out: 2, days_median: 3 },
        leads: { ...leads, passage: 'entered-7' },
        previous: null,
      },
    ],
  })
  expect(funnel.rows[0]?.figures.map(figure => figure.leads?.passage)).toEqual([
    'entered-7',
    'went_on-7',
    'here-7',
    'went_back-7',
    'fell_out-7',
    undefined,
  ])
})

it.each([
  [null, 'count', '—'],
  [1204, 'count', '1,204'],
  [0.1822, 'share', '18.2%'],
  [1_250_000, 'money', '₹12.5 L'],
  [59, 'minutes', '59 min'],
  [125, 'minutes', '2 h 5 min'],
  [12, 'days', '12 d'],
] as const)('%s as %s reads %s', (value, kind, text) => {
  expect(sayFigure(value, kind, 'INR')).toBe(text)
})

it.each([
  ['2026-03', 'Mar 2026'],
  ['2026-03-05', '5 Mar'],
  ['Saturday 18:00', 'Saturday 6 pm'],
  ['Website', 'Website'],
])('the period %s reads %s', (label, text) => {
  expect(sayPeriod(label)).toBe(text)
})

import { REPORTS, viewOf } from '@optimwalls/contract/reports'
import { expect, it } from 'vitest'
import { crossModel, isCompared, modelOf, mostOf, sayRow, without } from './chart-model.ts'

const range = { from: '2026-01-01', to: '2026-12-31' }
const figures = (received: number, converted = 0) => ({ received, converted, lost: 0, open: 0, revenue: 0 })
const group = (keys: string[], received: number) => ({
  keys: keys.map(key => ({ value: key, label: key })),
  ...figures(received),
  leads: { source: keys },
  previous: null,
})
const viewed = (groups: ReturnType<typeof group>[]) =>
  viewOf('sources', REPORTS.sources, {
    range,
    compared: null,
    currency: 'INR',
    total: { ...figures(0), previous: null },
    groups,
  })

it('the whole and its part are two series, and either can be left out', () => {
  const model = modelOf(viewed([group(['Website'], 10)]), { whole: 'received', part: 'converted' })
  expect(model.series.map(one => one.label)).toEqual(['Leads', 'Clients'])
  const shown = without(model, new Set(['received']))
  expect(shown.series.map(one => one.label)).toEqual(['Clients'])
  expect(sayRow(shown.rows[0] as never, shown.series)).toBe('Website: 0 clients')
})

it('a row is told with what was before; one lead is one', () => {
  const previous = figures(7, 3)
  const model = modelOf(viewed([{ ...group(['Website'], 1), previous } as never]), {
    whole: 'received',
    part: 'converted',
  })
  expect(isCompared(model)).toBe(true)
  expect(mostOf(model.rows)).toBe(7)
  expect(sayRow(model.rows[0] as never, model.series)).toBe(
    'Website: 1 lead (before: 7), 0 clients (before: 3)',
  )
})

it('of two dimensions one makes the rows, the other the series; what is rare goes together, and no lead is lost', () => {
  const cities = ['Pune', 'Mumbai', 'Nashik', 'Goa', 'Surat', 'Thane', 'Delhi']
  const groups = cities.flatMap((city, at) => [group(['Website', city], 20 - at), group(['Fair', city], at)])
  const { series, rows } = crossModel(viewed(groups), { whole: 'received' }, 0, 'INR')
  expect(series.map(one => one.label)).toEqual([...cities.slice(0, 5), 'All others'])
  expect(rows.map(row => row.label)).toEqual(['Website', 'Fair'])
  expect(rows[0]?.points.map(point => point.value)).toEqual([20, 19, 18, 17, 16, 29])
  expect(rows[0]?.points.map(point => point.leads !== null)).toEqual([true, true, true, true, true, false])
})

it('periods stay in their order, and a hole is nothing', () => {
  const view = viewed([
    group(['2026-03-01', 'Website'], 1),
    group(['2026-01-01', 'Website'], 9),
    group(['2026-01-01', 'Fair'], 2),
  ])
  const { rows } = crossModel(view, { whole: 'received' }, 0, 'INR')
  expect(rows.map(row => [row.label, ...row.points.map(point => point.value)])).toEqual([
    ['1 Jan', 9, 2],
    ['1 Mar', 1, 0],
  ])
})

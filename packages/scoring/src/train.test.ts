import { describe, expect, it } from 'vitest'
import { measure, reliabilityCurve } from './metrics.ts'
import { explain, predict } from './model.ts'
import { randomStream } from './random.ts'
import { type Column, type FeatureTable, pickRows } from './table.ts'
import { makeLeads } from './test-leads.ts'
import { train } from './train.ts'

const past = makeLeads(2000)
const later = makeLeads(4000, 8)
const model = train(past.table, past.target)

const withColumn = (table: FeatureTable, column: Column): FeatureTable => ({
  ...table,
  columns: [...table.columns, column],
})

describe('a model of closed leads', () => {
  it('forecasts later leads nearly as well as who knows the truth', () => {
    const made = measure(later.target, predict(model, later.table))
    const best = measure(later.target, later.truth)
    expect(made.auc).toBeGreaterThan((best.auc ?? 1) - 0.02)
    expect(made.logLoss).toBeLessThan(best.logLoss + 0.02)
  })

  it('says 30 % of leads of which 30 % convert', () => {
    for (const { forecast, observed } of reliabilityCurve(later.target, predict(model, later.table), 5))
      expect(Math.abs(forecast - observed)).toBeLessThan(0.06)
  })

  it('accounts for each probability to the last bit of log odds, and survives being stored', () => {
    const stored = JSON.parse(JSON.stringify(model))
    const some = pickRows(later.table, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const forecast = predict(model, some)
    explain(stored, some).forEach(({ probability, base, contributions }, row) => {
      const sum = contributions.reduce((total, { logOdds }) => total + logOdds, base)
      expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(forecast[row] ?? 0, 9)
      expect(probability).toBeCloseTo(forecast[row] ?? 0, 9)
    })
  })

  it('is the same of the same rows', () => {
    const some = Array.from({ length: 300 }, (_, row) => row)
    const again = () => train(pickRows(past.table, some), past.target.subarray(0, 300))
    expect(again()).toEqual(again())
  })

  it('takes NaN, infinities, unseen words and absent columns for missing', () => {
    const odd: FeatureTable = {
      rows: 3,
      columns: [
        { name: 'budget', kind: 'numeric', values: [Number.NaN, Infinity, -Infinity] },
        { name: 'source', kind: 'categorical', values: ['never heard of', null, 'referral'] },
      ],
    }
    const forecast = predict(model, odd)
    for (const p of forecast) expect(p > 0 && p < 1).toBe(true)
  })

  it('makes no factor of what it never saw: a column that was always filled, a word that is new', () => {
    const filled = makeLeads(2000)
    const always = <T>(values: ArrayLike<T | null>, fill: T) => Array.from(values, value => value ?? fill)
    const table: FeatureTable = {
      ...filled.table,
      columns: filled.table.columns.map(column =>
        column.kind === 'numeric'
          ? { ...column, values: Array.from(column.values, value => (Number.isNaN(value) ? 200_000 : value)) }
          : { ...column, values: always(column.values, 'website') },
      ),
    }
    const learned = train(table, filled.target)
    const lead = (values: { budget?: number; source?: string }): FeatureTable => ({
      rows: 1,
      columns: [
        { name: 'budget', kind: 'numeric', values: [values.budget ?? Number.NaN] },
        { name: 'visits', kind: 'numeric', values: [2] },
        { name: 'source', kind: 'categorical', values: [values.source ?? null] },
        { name: 'property', kind: 'categorical', values: ['villa'] },
      ],
    })
    const added = (one: FeatureTable) =>
      new Map(explain(learned, one)[0]?.contributions.map(({ column, logOdds }) => [column, logOdds]))
    const unknown = added(lead({}))
    expect(unknown.get('source')).toBeCloseTo(0, 9)
    expect(unknown.get('budget')).toBeCloseTo(0, 9)
    expect(added(lead({ source: 'a fair of next year' })).get('source')).toBeCloseTo(0, 9)
    // A budget with some zeros too many is no budget; one somewhat above all others counts as the largest.
    expect(added(lead({ budget: 1e13 })).get('budget')).toBeCloseTo(0, 9)
    expect(added(lead({ budget: -5 })).get('budget')).toBeCloseTo(0, 9)
    expect(added(lead({ budget: 3_400_000 })).get('budget')).toBeGreaterThan(0.3)
    // What is known still tells.
    expect(unknown.get('property')).toBeGreaterThan(0.2)
    expect(added(lead({ source: 'referral' })).get('source')).toBeGreaterThan(0.3)
    const [told] = explain(learned, lead({}))
    const sum = (told?.contributions ?? []).reduce((total, { logOdds }) => total + logOdds, told?.base ?? 0)
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(predict(learned, lead({}))[0] ?? 0, 9)
  })

  it('learns from columns that hold NaN and infinities', () => {
    const values = Float64Array.from(
      past.target,
      (_, row) => [Number.NaN, Infinity, -Infinity, row][row % 4] ?? 0,
    )
    const odd = train(withColumn(past.table, { name: 'odd', kind: 'numeric', values }), past.target)
    expect(measure(later.target, predict(odd, later.table)).auc).toBeGreaterThan(0.7)
  })
})

describe('columns that must not help', () => {
  it('a word of 10,000 that says nothing is not taken for a reason', () => {
    const words = (count: number, seed: number): Column => {
      const random = randomStream(seed)
      const values = Array.from({ length: count }, () => `word ${Math.floor(random() * 10_000)}`)
      return { name: 'word', kind: 'categorical', values }
    }
    const noisy = train(withColumn(past.table, words(2000, 1)), past.target)
    const made = measure(later.target, predict(noisy, withColumn(later.table, words(4000, 2))))
    const best = measure(later.target, predict(model, later.table))
    expect(made.logLoss).toBeLessThan(best.logLoss + 0.01)
  })

  it('what is filled in only after closing does not help a lead that is open', () => {
    // Known as "paid" of those who converted; as features stand at an earlier moment it is empty, in the rows learned from too.
    const atTheTime: Column = {
      name: 'paid',
      kind: 'categorical',
      values: past.table.columns[0] ? Array(2000).fill(null) : [],
    }
    const afterwards: Column = {
      name: 'paid',
      kind: 'categorical',
      values: Array.from(later.target, outcome => (outcome === 1 ? 'paid' : null)),
    }
    const honest = train(withColumn(past.table, atTheTime), past.target)
    expect(predict(honest, withColumn(later.table, afterwards))).toEqual(
      predict(honest, withColumn(later.table, { ...afterwards, values: Array(4000).fill(null) })),
    )
  })

  it('constant columns add nothing', () => {
    const table: FeatureTable = {
      rows: 2000,
      columns: [
        { name: 'number', kind: 'numeric', values: new Float64Array(2000).fill(5) },
        { name: 'word', kind: 'categorical', values: Array(2000).fill('same') },
        { name: 'nothing', kind: 'numeric', values: new Float64Array(2000).fill(Number.NaN) },
      ],
    }
    const [first] = explain(train(table, past.target), table)
    expect(first?.contributions.map(({ logOdds }) => logOdds)).toEqual([0, 0, 0])
    const share = past.target.reduce((sum, outcome) => sum + outcome, 0) / 2000
    expect(first?.probability).toBeCloseTo(share, 2)
  })
})

describe('too little to learn from', () => {
  it.each([
    ['no row', 0, []],
    ['one row', 1, [1]],
    ['rows that all converted', 50, Array(50).fill(1)],
    ['rows none of which converted', 50, Array(50).fill(0)],
  ])('%s: the share of all, and no reason is made up', (_, rows, target: number[]) => {
    const table = pickRows(
      past.table,
      Array.from({ length: rows }, (_, row) => row),
    )
    const poor = train(table, target)
    expect(poor.learned).toBeNull()
    const [first] = explain(poor, later.table)
    expect(first?.contributions).toEqual([])
    expect(first && first.probability > 0 && first.probability < 1).toBe(true)
    expect(predict(poor, later.table)[0]).toBe(first?.probability)
  })
})

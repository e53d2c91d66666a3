import { describe, expect, it } from 'vitest'
import { confidenceOf, joinScores, learnedScore, learnedShare, shownScore, topReasons } from './join.ts'
import { explain, predict } from './model.ts'
import { pickRows } from './table.ts'
import { makeLeads } from './test-leads.ts'
import { train } from './train.ts'
import { engagementScore, type PartedScore, weightedScore } from './weighted.ts'

const sumOf = (score: PartedScore | null) =>
  score ? score.parts.reduce((sum, { points }) => sum + points, score.base) : null

const attributes = [
  { attribute: 'budget', score: 90 },
  { attribute: 'engagement', score: 20 },
  { attribute: 'location', score: null },
]

describe('the score by weights', () => {
  it('is the blueprint’s half budget, 30 % engagement, 20 % location', () => {
    const score = weightedScore(attributes, { budget: 50, engagement: 30, location: 20 })
    expect(score?.score).toBeCloseTo(0.5 * 90 + 0.3 * 20 + 0.2 * 50)
    expect(sumOf(score)).toBeCloseTo(score?.score ?? 0)
  })

  it('takes weights by their share when they do not add to 100', () => {
    const score = weightedScore(attributes, { budget: 5, engagement: 3, location: 2 })
    expect(score).toEqual(weightedScore(attributes, { budget: 50, engagement: 30, location: 20 }))
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a weight of %s by name', weight => {
    expect(() => weightedScore(attributes, { budget: 50, location: weight })).toThrow(/location/)
  })

  it('is none without weights, and keeps odd values within 0 to 100', () => {
    expect(weightedScore(attributes, { budget: 0 })).toBeNull()
    expect(weightedScore([{ attribute: 'budget', score: 1e9 }], { budget: 1 })?.score).toBe(100)
    expect(weightedScore([{ attribute: 'budget', score: Number.NaN }], { budget: 1 })?.score).toBe(50)
  })
})

describe('engagement', () => {
  it('counts half after a half-life, the client’s deeds more than ours, and never beyond 100', () => {
    const one = (by: 'client' | 'firm', ageDays: number) => engagementScore([{ by, ageDays }], 14)
    expect(Math.log1p(-one('client', 14) / 100) / Math.log1p(-one('client', 0) / 100)).toBeCloseTo(0.5)
    expect(one('client', 3)).toBeGreaterThan(one('firm', 3))
    expect(one('client', -5)).toBe(one('client', 0))
    expect(engagementScore(Array(1000).fill({ by: 'client', ageDays: 0 }), 14)).toBeLessThanOrEqual(100)
    expect(engagementScore([], 14)).toBe(0)
    expect(() => engagementScore([], 0)).toThrow(RangeError)
  })
})

describe('weights and learning joined', () => {
  const { table, target } = makeLeads(400)
  const model = train(table, target)

  it('leans on the weights while few leads are closed', () => {
    const share = (rows: number, positives: number) =>
      learnedShare({ rows, positives, learned: model.learned }, 'joined')
    expect(share(40, 20)).toBeLessThan(0.25)
    expect(share(5000, 2000)).toBeGreaterThan(0.95)
    expect(share(5000, 12)).toBeLessThan(share(100, 50))
    expect(learnedShare({ rows: 5, positives: 5, learned: null }, 'learned')).toBe(0)
    expect(learnedShare(model, 'weights')).toBe(0)
    expect(learnedShare(model, 'learned')).toBe(1)
  })

  it('gives points that add up to the score', () => {
    const rows = pickRows(table, [0, 1, 2, 3, 4])
    const forecast = predict(model, rows)
    explain(model, rows).forEach((explanation, row) => {
      const learned = learnedScore(explanation)
      expect(learned.score).toBeCloseTo(100 * (forecast[row] ?? 0))
      expect(sumOf(learned)).toBeCloseTo(learned.score)
      const weighted = weightedScore(attributes, { budget: 50, engagement: 30, location: 20 })
      const joined = joinScores(weighted, learned, 0.3)
      expect(joined?.score).toBeCloseTo(0.7 * (weighted?.score ?? 0) + 0.3 * learned.score)
      expect(sumOf(joined)).toBeCloseTo(joined?.score ?? 0)
    })
  })

  it('takes the one that is there, and none where there is none', () => {
    const weighted = weightedScore(attributes, { budget: 1 })
    expect(joinScores(weighted, null, 0.9)).toBe(weighted)
    expect(joinScores(null, null, 0.5)).toBeNull()
  })

  it('names what raised and lowered most, never what told nothing', () => {
    const parts = [3, -8, 0.2, 9, -1].map((points, at) => ({ name: `part ${at}`, points }))
    expect(topReasons({ score: 53, base: 50, parts }, 1)).toEqual({
      raising: [{ name: 'part 3', points: 9 }],
      lowering: [{ name: 'part 1', points: -8 }],
    })
    expect(topReasons({ score: 50, base: 50, parts: [] })).toEqual({ raising: [], lowering: [] })
  })

  it('is relied on only with enough leads and enough known', () => {
    expect(confidenceOf({ rows: 5000, positives: 2000 }, 0.9)).toBe('high')
    expect(confidenceOf({ rows: 5000, positives: 2000 }, 0.2)).toBe('low')
    expect(confidenceOf({ rows: 5000, positives: 3 }, 0.9)).toBe('low')
    expect(confidenceOf({ rows: 100, positives: 40 }, 0.9)).toBe('medium')
  })

  it('is shown as 1 to 99 while nothing is decided', () => {
    expect([-3, 0.2, 49.6, 99.9].map(shownScore)).toEqual([1, 1, 50, 99])
  })
})

import { describe, expect, it } from 'vitest'
import { daysInStage, footOf, isStale } from './card-words.ts'

const NOW = Date.parse('2026-11-26T09:00:00Z')
const ago = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString()
const card = (more: object = {}) =>
  ({
    stage_entered_at: ago(24 * 11),
    woke_at: null,
    sleeps_until: null,
    response_due_at: null,
    last_activity_at: null,
    next_activity_at: null,
    ...more,
  }) as Parameters<typeof footOf>[0]
const stage = { stale_after_days: 6, category: 'contacted' as const }

describe('the foot of a card', () => {
  it.each([
    ['stale', {}, '11 d in stage, usual is 6 d'],
    ['stale for months', { stage_entered_at: ago(24 * 92) }, '3 mo in stage, usual is 6 d'],
    ['stale for years', { stage_entered_at: ago(24 * 3065) }, '8 y in stage, usual is 6 d'],
    ['not stale with a step planned', { next_activity_at: ago(-72) }, /^Next step, /],
    ['overdue before stale', { next_activity_at: ago(30) }, 'Next step, 30 h overdue'],
    ['asleep, and never stale', { sleeps_until: '2027-01-14' }, 'Sleeps to 14 Jan 2027'],
    [
      'first call running',
      { stage_entered_at: ago(1), response_due_at: ago(-0.15) },
      'First call, 9 min left',
    ],
    ['first call late', { stage_entered_at: ago(1), response_due_at: ago(0.7) }, 'First call, 42 min late'],
    ['nothing planned', { stage_entered_at: ago(1) }, 'No next step'],
  ])('%s', (_case, facts, words) => {
    expect(footOf(card(facts), stage, NOW).words).toMatch(words)
  })

  it.each(['converted', 'lost'] as const)('says nothing of a next step once it is %s', category => {
    expect(footOf(card(), { stale_after_days: null, category }, NOW).words).toBe('')
    const planned = card({ next_activity_at: ago(-72) })
    expect(footOf(planned, { stale_after_days: null, category }, NOW).words).toMatch(/^Next step, /)
  })

  it('counts days from waking on', () => {
    expect(daysInStage(card({ woke_at: ago(30) }), NOW)).toBe(1)
    expect(isStale(card({ woke_at: ago(30) }), stage, NOW)).toBe(false)
    expect(isStale(card(), { stale_after_days: null }, NOW)).toBe(false)
  })
})

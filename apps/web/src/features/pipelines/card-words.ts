import { formatDay, formatWhen } from '../../lib/format-time.ts'
import type { Card, Stage } from './board.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The foot of a card: what to do next, or why it waits. */
export interface CardFoot {
  icon: 'moon' | 'clock' | 'late' | 'hourglass' | 'hollow' | 'none'
  words: string
  tone?: 'red' | 'amber'
}

/** Whole days in the stage; sleep does not count. */
export function daysInStage(card: Pick<Card, 'stage_entered_at' | 'woke_at'>, now: number): number {
  const since = Math.max(Date.parse(card.stage_entered_at), card.woke_at ? Date.parse(card.woke_at) : 0)
  return Math.max(0, Math.floor((now - since) / DAY))
}

/** Longer in its stage than the stage allows, with nothing planned; a lead that sleeps is never stale. */
export function isStale(
  card: Card,
  stage: Pick<Stage, 'stale_after_days'> | undefined,
  now: number,
): boolean {
  if (card.sleeps_until !== null || !stage?.stale_after_days) return false
  const isPlanned = card.next_activity_at !== null && Date.parse(card.next_activity_at) > now
  return !isPlanned && daysInStage(card, now) > stage.stale_after_days
}

export function footOf(
  card: Card,
  stage: Pick<Stage, 'stale_after_days' | 'category'> | undefined,
  now: number,
): CardFoot {
  if (card.sleeps_until) return { icon: 'moon', words: `Sleeps to ${formatDay(card.sleeps_until)}` }
  const due = card.response_due_at ? Date.parse(card.response_due_at) : null
  if (due !== null && card.last_activity_at === null) {
    return due < now
      ? { icon: 'late', words: `First call, ${span(now - due)} late`, tone: 'red' }
      : { icon: 'clock', words: `First call, ${span(due - now)} left`, tone: 'amber' }
  }
  const next = card.next_activity_at ? Date.parse(card.next_activity_at) : null
  if (next !== null && next < now)
    return { icon: 'late', words: `Next step, ${span(now - next)} overdue`, tone: 'red' }
  if (isStale(card, stage, now)) {
    const words = `${daysInWords(daysInStage(card, now))} in stage, usual is ${stage?.stale_after_days} d`
    return { icon: 'hourglass', words, tone: 'amber' }
  }
  if (next === null) {
    const isOver = stage?.category === 'converted' || stage?.category === 'lost'
    return isOver ? { icon: 'none', words: '' } : { icon: 'hollow', words: 'No next step' }
  }
  const isToday = new Date(next).toDateString() === new Date(now).toDateString()
  const words = `Next step, ${formatWhen(next, new Date(now))}`
  return isToday ? { icon: 'clock', words, tone: 'amber' } : { icon: 'clock', words }
}

/** `9 min`, `2 h`, `3 d`, `5 mo`. */
function span(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.floor(ms / MINUTE))} min`
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} h` : daysInWords(Math.floor(ms / DAY))
}

/** `3 d`, `5 mo`, `8 y`: of what lies long back nobody counts the days. */
export function daysInWords(days: number): string {
  if (days < 60) return `${days} d`
  const months = Math.floor(days / 30.44)
  return months < 24 ? `${months} mo` : `${Math.floor(days / 365.25)} y`
}

/** "3 BHK, Baner": what and where, as far as it is known. */
export const homeOf = (card: Pick<Card, 'configuration' | 'property_type' | 'location'>): string =>
  [card.configuration ?? card.property_type, card.location].filter(Boolean).join(', ')

import { sigmoid } from './log-odds.ts'
import type { Explanation, LearnedModel } from './model.ts'
import { FEWEST_OF_EACH } from './train.ts'
import type { Part, PartedScore } from './weighted.ts'

/** Closed leads, evenly converted and lost, at which weights and learning count the same. */
const HALF_AT = 150

/** Which of the two scores counts; `joined` lets the number of closed leads decide. */
export type ScoreMode = 'weights' | 'learned' | 'joined'

/**
 * What share of the score is learned, 0 to 1: n / (n + 150), the shrinkage of an estimate towards a prior (B. Efron and C. Morris,
 * 1977), where n is twice the rarer outcome: a thousand lost leads and none converted teach nothing. 0 while the model has learned
 * nothing.
 */
export function learnedShare(
  model: Pick<LearnedModel, 'rows' | 'positives' | 'learned'>,
  mode: ScoreMode,
): number {
  if (mode === 'weights' || !model.learned) return 0
  if (mode === 'learned') return 1
  const effective = 2 * Math.min(model.positives, model.rows - model.positives)
  return effective / (effective + HALF_AT)
}

/** A learned probability as a score of 0 to 100: what each column added in log odds is given in points, in proportion. */
export function learnedScore({ probability, base, contributions }: Explanation): PartedScore {
  const start = 100 * sigmoid(base)
  const score = 100 * probability
  const logOdds = contributions.reduce((sum, part) => sum + part.logOdds, 0)
  // Where all cancels out the proportion is the slope of the curve.
  const slope = start * (1 - start / 100)
  const rate = Math.abs(logOdds) > 1e-9 ? (score - start) / logOdds : slope
  return {
    score,
    base: start,
    parts: contributions.map(part => ({ name: part.column, points: part.logOdds * rate })),
  }
}

/** Weighted and learned score as one. The points of a name that both have are added. Null when neither is there. */
export function joinScores(
  weighted: PartedScore | null,
  learned: PartedScore | null,
  share: number,
): PartedScore | null {
  if (!weighted || !learned) return weighted ?? learned
  const points = new Map<string, number>()
  const add = (parts: readonly Part[], by: number) => {
    for (const part of parts) points.set(part.name, (points.get(part.name) ?? 0) + by * part.points)
  }
  add(weighted.parts, 1 - share)
  add(learned.parts, share)
  const mix = (of: (score: PartedScore) => number) => (1 - share) * of(weighted) + share * of(learned)
  return {
    score: mix(one => one.score),
    base: mix(one => one.base),
    parts: [...points].map(([name, sum]) => ({ name, points: sum })),
  }
}

/** What raised and what lowered a score most, largest first; nothing of less than half a point. */
export function topReasons({ parts }: PartedScore, most = 3): { raising: Part[]; lowering: Part[] } {
  const telling = parts.filter(({ points }) => Math.abs(points) >= 0.5)
  telling.sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || a.name.localeCompare(b.name))
  return {
    raising: telling.filter(({ points }) => points > 0).slice(0, most),
    lowering: telling.filter(({ points }) => points < 0).slice(0, most),
  }
}

/** How much a score can be relied on. */
export type Confidence = 'low' | 'medium' | 'high'

/**
 * How much a score can be relied on: by the closed leads behind it and by how much is known of the lead.
 * @param known share of the attributes that are filled in, 0 to 1
 */
export function confidenceOf(model: Pick<LearnedModel, 'rows' | 'positives'>, known: number): Confidence {
  const rarer = Math.min(model.positives, model.rows - model.positives)
  if (known < 0.4 || rarer < FEWEST_OF_EACH) return 'low'
  return known >= 0.7 && rarer >= 100 ? 'high' : 'medium'
}

/** A score as it is shown while the lead is open: whole, and 1 to 99, since nothing is certain before it is closed. */
export function shownScore(score: number): number {
  return Math.min(99, Math.max(1, Math.round(score)))
}

/** What is known of a lead under one heading of the weighted score. */
export interface AttributeScore {
  attribute: string
  /** 0 (worst) to 100 (best); null when nothing is known. */
  score: number | null
}

/** Points that one heading adds to a score, or takes away. */
export interface Part {
  name: string
  points: number
}

/** A score and what it is made of: `base` and the points of the parts sum to it. */
export interface PartedScore {
  score: number
  base: number
  parts: Part[]
}

/** The score of a lead about which nothing is known: in the middle, neither good nor bad. */
export const MIDDLE = 50

const withinScore = (score: number) => Math.min(100, Math.max(0, score))

/**
 * The score by the firm's own weights, 0 to 100. Weights count by their share, whatever they add to; what is not weighed, or not
 * known, adds nothing. Null when no attribute has a weight.
 * @throws RangeError for a weight that is negative or no number
 */
export function weightedScore(
  attributes: readonly AttributeScore[],
  weights: Readonly<Record<string, number>>,
): PartedScore | null {
  for (const [attribute, weight] of Object.entries(weights))
    if (!Number.isFinite(weight) || weight < 0)
      throw new RangeError(`The weight of ${attribute} must be 0 or more, not ${weight}`)
  const weightOf = ({ attribute }: AttributeScore) => weights[attribute] ?? 0
  const all = attributes.reduce((sum, one) => sum + weightOf(one), 0)
  if (all === 0) return null
  const parts = attributes
    .filter(one => weightOf(one) > 0)
    .map(one => {
      const known = one.score !== null && !Number.isNaN(one.score)
      const distance = known ? withinScore(one.score ?? MIDDLE) - MIDDLE : 0
      return { name: one.attribute, points: (weightOf(one) / all) * distance }
    })
  return { score: parts.reduce((sum, { points }) => sum + points, MIDDLE), base: MIDDLE, parts }
}

/** Something that happened with a lead. */
export interface Engagement {
  /** Whether the client did it or we did. */
  by: 'client' | 'firm'
  /** Days since; the future counts as today. */
  ageDays: number
}

/** What the client does says more than what we do. */
const WORTH: Readonly<Record<Engagement['by'], number>> = { client: 1, firm: 0.3 }

/** So much fresh engagement gives two thirds of the full score (1 − 1/e). */
const PLENTY = 3

/**
 * How engaged a lead is, 0 to 100: each thing that happened counts half as much after each half-life, and each further one adds less.
 * @param halfLifeDays above 0
 */
export function engagementScore(engagements: readonly Engagement[], halfLifeDays: number): number {
  if (!(halfLifeDays > 0)) throw new RangeError(`The half-life must be above 0 days, not ${halfLifeDays}`)
  const fresh = engagements.reduce(
    (sum, { by, ageDays }) => sum + WORTH[by] * 0.5 ** (Math.max(0, ageDays) / halfLifeDays),
    0,
  )
  return 100 * (1 - Math.exp(-fresh / PLENTY))
}

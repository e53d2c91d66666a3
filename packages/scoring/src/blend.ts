import { logit, sigmoid } from './log-odds.ts'

/** How the line's and the trees' log odds become one: intercept + line · a + trees · b. Plain JSON. */
export interface Blend {
  intercept: number
  line: number
  trees: number
}

/** Pulls both shares towards a half each: with few rows the data do not decide between the two. */
const TOWARDS_EQUAL = 8

const MAX_STEPS = 25

/**
 * The blend that fits best the outcomes of rows that neither learner had seen: stacking (D. Wolpert, 1992) and Platt's calibration
 * (J. Platt, 1999) in one logistic regression. A learner that would count against itself is left out.
 */
export function learnBlend(line: Float64Array, trees: Float64Array, target: ArrayLike<number>): Blend {
  const both = fit(line, trees, target, [true, true])
  if (both.line >= 0 && both.trees >= 0) return both
  return fit(line, trees, target, both.line < 0 ? [false, true] : [true, false])
}

function fit(
  line: Float64Array,
  trees: Float64Array,
  target: ArrayLike<number>,
  uses: readonly [boolean, boolean],
): Blend {
  const goal = uses[0] && uses[1] ? 0.5 : 1
  const weights: [number, number, number] = [0, uses[0] ? goal : 0, uses[1] ? goal : 0]
  for (let step = 0; step < MAX_STEPS; step++) {
    const slope: [number, number, number] = [
      0,
      uses[0] ? TOWARDS_EQUAL * (goal - weights[1]) : 0,
      uses[1] ? TOWARDS_EQUAL * (goal - weights[2]) : 0,
    ]
    // Second derivatives: of each weight alone, and of each pair.
    let [ii, ll, tt] = [1e-6, TOWARDS_EQUAL, TOWARDS_EQUAL]
    let [il, it, lt] = [0, 0, 0]
    for (let row = 0; row < target.length; row++) {
      const l = uses[0] ? (line[row] ?? 0) : 0
      const t = uses[1] ? (trees[row] ?? 0) : 0
      const p = sigmoid(weights[0] + weights[1] * l + weights[2] * t)
      const error = (target[row] ?? 0) - p
      const bend = p * (1 - p)
      slope[0] += error
      slope[1] += error * l
      slope[2] += error * t
      ii += bend
      il += bend * l
      it += bend * t
      ll += bend * l * l
      lt += bend * l * t
      tt += bend * t * t
    }
    const determinant = ii * (ll * tt - lt * lt) - il * (il * tt - lt * it) + it * (il * lt - ll * it)
    if (!(Math.abs(determinant) > 1e-12)) break
    const [a, b, c] = slope
    const move = [
      a * (ll * tt - lt * lt) - b * (il * tt - it * lt) + c * (il * lt - it * ll),
      -a * (il * tt - lt * it) + b * (ii * tt - it * it) - c * (ii * lt - il * it),
      a * (il * lt - ll * it) - b * (ii * lt - il * it) + c * (ii * ll - il * il),
    ].map(part => part / determinant)
    for (const at of [0, 1, 2] as const) weights[at] += Math.max(-2, Math.min(2, move[at] ?? 0))
    if (move.every(part => Math.abs(part) < 1e-6)) break
  }
  return { intercept: weights[0], line: weights[1], trees: weights[2] }
}

/** The log odds of the share of conversions, with one row of each outcome added: never quite 0 or 1. */
export function baseLogOdds(positives: number, rows: number): number {
  return logit((positives + 1) / (rows + 2))
}

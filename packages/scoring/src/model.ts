import { type Blend, baseLogOdds } from './blend.ts'
import { binsOf, type Coding } from './encoding.ts'
import { type Forest, forestOf, sumOf } from './forest.ts'
import { sigmoid } from './log-odds.ts'
import { type LogisticModel, layOut, logisticMargins, termsOf } from './logistic.ts'
import type { FeatureTable } from './table.ts'
import type { Tree } from './tree.ts'

/** What was learned from closed leads. Plain JSON: it can be stored and read again. */
export interface LearnedModel {
  /** Rows learned from, and those of them that converted. */
  rows: number
  positives: number
  /** Null with too few rows of either outcome: then every lead gets the share of all, and no reasons. */
  learned: {
    codings: Coding[]
    line: LogisticModel
    /** Log odds that the trees start from. */
    base: number
    trees: Tree[]
    blend: Blend
  } | null
}

/** A probability and what each column added to it. */
export interface Explanation {
  probability: number
  /** Log odds of a lead about which nothing is known. */
  base: number
  /** Log odds added by each column, in the order of the columns learned from; with `base` they sum to the probability's log odds. */
  contributions: { column: string; logOdds: number }[]
}

/** The probability of each row, 0 to 1, calibrated. Columns are found by name; what the model never saw is not read. */
export function predict(model: LearnedModel, table: FeatureTable): Float64Array {
  const { learned } = model
  if (!learned) return new Float64Array(table.rows).fill(sigmoid(baseLogOdds(model.positives, model.rows)))
  const line = logisticMargins(learned.line, termsOf(learned.codings, table, learned.line.means))
  const bins = binsOf(learned.codings, table)
  const { blend } = learned
  const { forest } = outsetOf(learned)
  return line.map((margin, row) =>
    sigmoid(blend.intercept + blend.line * margin + blend.trees * (learned.base + sumOf(forest, bins, row))),
  )
}

type Learned = NonNullable<LearnedModel['learned']>

/** What every explanation begins with. */
interface Outset {
  /** Which column each term of the line belongs to. */
  columnOf: readonly number[]
  /** Log odds of a lead about which nothing is known. */
  start: number
  /** What each column adds to the line where its terms are nil. */
  atMean: Float64Array
  forest: Forest
}

const outsets = new WeakMap<Learned, Outset>()

/** Made once for a model: leads are mostly scored one by one. */
function outsetOf(learned: Learned): Outset {
  const known = outsets.get(learned)
  if (known) return known
  const { codings, line, trees, blend } = learned
  const columnOf = layOut(codings)
  const start =
    blend.intercept +
    blend.line *
      (line.intercept + line.weights.reduce((sum, weight, at) => sum + weight * (line.means[at] ?? 0), 0)) +
    blend.trees * (learned.base + trees.reduce((sum, tree) => sum + (tree.value[0] ?? 0), 0))
  const atMean = new Float64Array(codings.length)
  line.weights.forEach((weight, at) => {
    const column = columnOf[at] ?? 0
    atMean[column] = (atMean[column] ?? 0) - blend.line * weight * (line.means[at] ?? 0)
  })
  const outset = { columnOf, start, atMean, forest: forestOf(trees) }
  outsets.set(learned, outset)
  return outset
}

/**
 * The probability of each row with what every column added to it, exactly: a line's terms against their mean, and along a tree's
 * path the step from each node to the next given to the column that was asked (A. Saabas, "Interpreting random forests", 2014).
 * What was never seen while learning adds nothing.
 */
export function explain(model: LearnedModel, table: FeatureTable): Explanation[] {
  const { learned } = model
  if (!learned) {
    const base = baseLogOdds(model.positives, model.rows)
    return Array.from({ length: table.rows }, () => ({ probability: sigmoid(base), base, contributions: [] }))
  }
  const { codings, line, blend } = learned
  const { columnOf, start, atMean, forest } = outsetOf(learned)
  const terms = termsOf(codings, table, line.means)
  const bins = binsOf(codings, table)
  return Array.from({ length: table.rows }, (_, row) => {
    const added = atMean.slice()
    for (let i = terms.starts[row] ?? 0; i < (terms.starts[row + 1] ?? 0); i++) {
      const at = terms.at[i] ?? 0
      const column = columnOf[at] ?? 0
      added[column] = (added[column] ?? 0) + blend.line * (line.weights[at] ?? 0) * (terms.value[i] ?? 0)
    }
    const steps = { added, by: blend.trees }
    sumOf(forest, bins, row, steps)
    const logOdds = added.reduce((sum, part) => sum + part, start)
    return {
      probability: sigmoid(logOdds),
      base: start,
      contributions: codings.map(({ name }, column) => ({ column: name, logOdds: added[column] ?? 0 })),
    }
  })
}

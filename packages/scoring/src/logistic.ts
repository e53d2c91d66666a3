import {
  asLearned,
  binsOfWords,
  type CategoricalCoding,
  type Coding,
  knowsMissing,
  squash,
} from './encoding.ts'
import { sigmoid } from './log-odds.ts'
import type { FeatureTable } from './table.ts'

/** A line through the columns: one weight per word, two per number (how large, and whether missing). Plain JSON. */
export interface LogisticModel {
  intercept: number
  /** In the order of `layOut`. */
  weights: number[]
  /** Mean of each term over the rows learned from: where its contribution is nil. */
  means: number[]
}

/** The terms of each row that are not 0. */
interface Terms {
  count: number
  /** Where each row starts in `at` and `value`; one more than rows. */
  starts: Uint32Array
  at: Uint16Array
  value: Float64Array
}

const MOST_DEVIATIONS = 4

/** Which column each term belongs to. */
export function layOut(codings: readonly Coding[]): number[] {
  return codings.flatMap((coding, column) => {
    const own = coding.kind === 'numeric' ? (coding.deviation > 0 ? 2 : 0) : coding.words.length
    return Array.from({ length: own + (coding.hasMissing ? 1 : 0) }, () => column)
  })
}

const wordPlaces = new WeakMap<CategoricalCoding, ReadonlyMap<string, number>>()

/** The place of each word with a weight of its own among those of its column; made once for a coding. */
function placesOfWords(coding: CategoricalCoding): ReadonlyMap<string, number> {
  const known = wordPlaces.get(coding)
  if (known) return known
  const made = new Map(coding.words.map((word, at) => [word, at]))
  wordPlaces.set(coding, made)
  return made
}

/**
 * Reads each row as terms of the line.
 * @param means of the terms over the rows learned from, for rows that were not: what was never seen is read as the mean, so that it adds
 *   nothing
 */
export function termsOf(codings: readonly Coding[], table: FeatureTable, means?: readonly number[]): Terms {
  const byName = new Map(table.columns.map(column => [column.name, column]))
  let count = 0
  type Put = (term: number, value: number) => void
  const putMeans = (from: number, to: number, put: Put) => {
    if (means) for (let term = from; term < to; term++) put(term, means[term] ?? 0)
  }
  const readers = codings.map(coding => {
    const first = count
    const column = byName.get(coding.name)
    if (coding.kind === 'numeric') {
      count += (coding.deviation > 0 ? 2 : 0) + (coding.hasMissing ? 1 : 0)
      const end = count
      const values = column?.kind === 'numeric' ? column.values : []
      return (row: number, put: Put) => {
        const value = asLearned(coding, values[row] ?? Number.NaN)
        if (value === undefined) return putMeans(first, end, put)
        if (Number.isNaN(value)) {
          if (coding.hasMissing) put(end - 1, 1)
          return
        }
        if (coding.deviation === 0) return
        const z = (squash(value) - coding.mean) / coding.deviation
        const kept = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, z))
        put(first, kept)
        put(first + 1, kept * kept - 1)
      }
    }
    count += coding.words.length + (coding.hasMissing ? 1 : 0)
    const end = count
    const known = binsOfWords(coding)
    const places = placesOfWords(coding)
    const values = column?.kind === 'categorical' ? column.values : []
    return (row: number, put: Put) => {
      const word = values[row] ?? null
      if (word === null ? !knowsMissing(coding) : !known.has(word)) return putMeans(first, end, put)
      if (word === null) {
        if (coding.hasMissing) put(first + coding.words.length, 1)
        return
      }
      const place = places.get(word)
      if (place !== undefined) put(first + place, 1)
    }
  })
  const at: number[] = []
  const value: number[] = []
  const starts = new Uint32Array(table.rows + 1)
  const put = (term: number, amount: number) => {
    at.push(term)
    value.push(amount)
  }
  for (let row = 0; row < table.rows; row++) {
    for (const read of readers) read(row, put)
    starts[row + 1] = at.length
  }
  return { count, starts, at: Uint16Array.from(at), value: Float64Array.from(value) }
}

/** Log odds of each row. */
export function logisticMargins(model: LogisticModel, terms: Terms): Float64Array {
  const margins = new Float64Array(terms.starts.length - 1)
  for (let row = 0; row < margins.length; row++) {
    let sum = model.intercept
    for (let i = terms.starts[row] ?? 0; i < (terms.starts[row + 1] ?? 0); i++)
      sum += (model.weights[terms.at[i] ?? 0] ?? 0) * (terms.value[i] ?? 0)
    margins[row] = sum
  }
  return margins
}

/** Steps of Newton at most; it settles in five or six. */
const MAX_STEPS = 12

/**
 * Ridge logistic regression by Newton's method (iteratively reweighted least squares; T. Hastie, R. Tibshirani and J. Friedman, The
 * Elements of Statistical Learning, 4.4.1). The intercept is not drawn to 0.
 * @param ridge half of it times the square of each weight is added to the loss; above 0
 */
export function learnLogistic(terms: Terms, target: ArrayLike<number>, ridge: number): LogisticModel {
  const size = terms.count + 1
  const rows = target.length
  const weights = new Float64Array(size)
  let positives = 0
  for (let row = 0; row < rows; row++) positives += target[row] ?? 0
  weights[0] = Math.log((positives + 0.5) / (rows - positives + 0.5))
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = weights.map((weight, at) => (at === 0 ? 0 : -ridge * weight))
    const hessian = new Float64Array(size * size)
    for (let at = 1; at < size; at++) hessian[at * size + at] = ridge
    for (let row = 0; row < rows; row++) {
      const from = terms.starts[row] ?? 0
      const to = terms.starts[row + 1] ?? 0
      let margin = weights[0] ?? 0
      for (let i = from; i < to; i++) margin += (weights[(terms.at[i] ?? 0) + 1] ?? 0) * (terms.value[i] ?? 0)
      const p = sigmoid(margin)
      const slope = (target[row] ?? 0) - p
      const bend = Math.max(1e-6, p * (1 - p))
      gradient[0] = (gradient[0] ?? 0) + slope
      hessian[0] = (hessian[0] ?? 0) + bend
      for (let i = from; i < to; i++) {
        const a = (terms.at[i] ?? 0) + 1
        const v = terms.value[i] ?? 0
        gradient[a] = (gradient[a] ?? 0) + slope * v
        const line = a * size
        const bent = bend * v
        hessian[line] = (hessian[line] ?? 0) + bent
        // Terms of a row rise, so only the lower half is written.
        for (let j = from; j <= i; j++) {
          const cell = line + (terms.at[j] ?? 0) + 1
          hessian[cell] = (hessian[cell] ?? 0) + bent * (terms.value[j] ?? 0)
        }
      }
    }
    const move = solve(hessian, gradient, size)
    const largest = move.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
    // A step too far is cut short: with outcomes that the columns divide cleanly it would overshoot.
    const scale = largest > 4 ? 4 / largest : 1
    for (let at = 0; at < size; at++) weights[at] = (weights[at] ?? 0) + scale * (move[at] ?? 0)
    if (largest < 1e-5) break
  }
  const means = new Float64Array(terms.count)
  for (let i = 0; i < terms.at.length; i++) {
    const term = terms.at[i] ?? 0
    means[term] = (means[term] ?? 0) + (terms.value[i] ?? 0) / rows
  }
  return { intercept: weights[0] ?? 0, weights: Array.from(weights.subarray(1)), means: Array.from(means) }
}

/** Solves matrix · x = right by Cholesky; reads the lower half, and changes it. The ridge keeps it positive definite. */
function solve(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (matrix[i * size + k] ?? 0) * (matrix[j * size + k] ?? 0)
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[j * size + j] ?? 1)
    }
  }
  const x = right.slice()
  for (let i = 0; i < size; i++) {
    let sum = x[i] ?? 0
    for (let k = 0; k < i; k++) sum -= (matrix[i * size + k] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (matrix[i * size + i] ?? 1)
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] ?? 0
    for (let k = i + 1; k < size; k++) sum -= (matrix[k * size + i] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (matrix[i * size + i] ?? 1)
  }
  return x
}

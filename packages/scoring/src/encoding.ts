import { stratifiedFolds } from './random.ts'
import type { CategoricalColumn, FeatureTable, NumericColumn } from './table.ts'

/** How a column of numbers is read. */
export interface NumericCoding {
  name: string
  kind: 'numeric'
  /** Upper edges of the bins, rising. */
  cuts: number[]
  /** Of the values as the line sees them (`squash`): what stands for missing, and one standard deviation. */
  mean: number
  deviation: number
  /** The least and the largest value learned from; older models do not say. */
  range?: [least: number, largest: number]
  /** Whether values were missing among the rows learned from. */
  hasMissing: boolean
  /** The same, however few; where an older model does not say, `hasMissing` stands for it. */
  sawMissing?: boolean
}

/** How a column of words is read. */
export interface CategoricalCoding {
  name: string
  kind: 'categorical'
  /** Upper edges of the bins of the statistic, rising. */
  cuts: number[]
  /** Share of conversions of each word, drawn towards the share of all rows the fewer rows it has. */
  statistic: [word: string, value: number][]
  /** Words that are frequent enough for a weight of their own, and whether missing is. Constant columns have none. */
  words: string[]
  hasMissing: boolean
  /** Whether the word was missing in any row learned from; where an older model does not say, `hasMissing` stands for it. */
  sawMissing?: boolean
}

/** How one column is turned into what the learners read. Plain JSON. */
export type Coding = NumericCoding | CategoricalCoding

/** Bins of a column beside the one for missing (number 0). */
const MAX_BINS = 62

/** The bin of what was never seen while learning: a word, a number far off, or that the column is missing. Nothing can be said of it. */
export const UNSEEN = 255

/** Whether a row without a value in this column is something that was learned from. */
export const knowsMissing = ({ hasMissing, sawMissing }: Coding): boolean => sawMissing ?? hasMissing

/** Standard deviations beyond the range learned from up to which a number is read as its nearer end. */
const NEAR = 1

/**
 * A number as far as it is something that was learned from: NaN where missing is. One somewhat beyond the range stands for its nearer end;
 * one far beyond, or missing where none was, is undefined: nothing can be said of it.
 */
export function asLearned(coding: NumericCoding, value: number): number | undefined {
  if (!Number.isFinite(value)) return knowsMissing(coding) ? Number.NaN : undefined
  if (!coding.range) return value
  const [least, largest] = coding.range
  const nearest = Math.min(largest, Math.max(least, value))
  const beyond = Math.abs(squash(value) - squash(nearest))
  return beyond > NEAR * coding.deviation ? undefined : nearest
}

/** Rows of the average share that each word is given on top of its own. */
const PRIOR_ROWS = 15

/** From so many rows on a word's own row no longer tells in its share; rarer words leave out the fold of the row. */
const FREQUENT_ROWS = 60

/** Words with a weight of their own: per column at most, and about so many in all. */
const MAX_WORDS = 40
const ALL_WORDS = 400

/** Folds of the statistics of rare words. */
const FOLDS = 10

/** Large numbers drawn together, sign kept: budgets and seconds are spread over powers of ten. */
export function squash(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value))
}

/** The bin of a value: 0 for missing, else 1 and up. */
export function binOf(cuts: readonly number[], value: number): number {
  if (!Number.isFinite(value)) return 0
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= (cuts[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low + 1
}

const wordBins = new WeakMap<CategoricalCoding, ReadonlyMap<string, number>>()

/** The bin of each word that was learned from; made once for a coding, since leads are mostly scored one by one. */
export function binsOfWords(coding: CategoricalCoding): ReadonlyMap<string, number> {
  const known = wordBins.get(coding)
  if (known) return known
  const made = new Map(coding.statistic.map(([word, value]) => [word, binOf(coding.cuts, value)]))
  wordBins.set(coding, made)
  return made
}

/**
 * Bins of every row, column by column, as the trees read them, for rows that were not learned from.
 * A column that the codings name and the table lacks is missing in each row. What was never seen is `UNSEEN`.
 */
export function binsOf(codings: readonly Coding[], table: FeatureTable): Uint8Array[] {
  const byName = new Map(table.columns.map(column => [column.name, column]))
  return codings.map(coding => {
    const column = byName.get(coding.name)
    const missing = knowsMissing(coding) ? 0 : UNSEEN
    const bins = new Uint8Array(table.rows).fill(missing)
    if (coding.kind === 'numeric' && column?.kind === 'numeric')
      for (let row = 0; row < table.rows; row++) {
        const value = asLearned(coding, column.values[row] ?? Number.NaN)
        bins[row] = value === undefined ? UNSEEN : binOf(coding.cuts, value)
      }
    if (coding.kind === 'categorical' && column?.kind === 'categorical') {
      const binOfWord = binsOfWords(coding)
      for (let row = 0; row < table.rows; row++) {
        const word = column.values[row] ?? null
        bins[row] = word === null ? missing : (binOfWord.get(word) ?? UNSEEN)
      }
    }
    return bins
  })
}

/**
 * Learns how to read each column, and gives the bins of the rows learned from. A word's share of conversions stands for the word
 * (D. Micci-Barreca, SIGKDD Explorations 3, 2001); of a rare word it is taken without the row's own fold, so that a row never
 * reads its own outcome (L. Prokhorenkova and others, CatBoost, 2018, on why that matters).
 */
export function learnCodings(
  table: FeatureTable,
  target: ArrayLike<number>,
  seed: number,
): { codings: Coding[]; bins: Uint8Array[] } {
  const fold = stratifiedFolds(target, FOLDS, seed)
  const maxWords = Math.min(MAX_WORDS, Math.max(2, Math.floor(ALL_WORDS / table.columns.length)))
  const learned = table.columns.map(column =>
    column.kind === 'numeric' ? learnNumeric(column, table.rows) : learnWords(column, target, fold, maxWords),
  )
  return { codings: learned.map(({ coding }) => coding), bins: learned.map(({ bins }) => bins) }
}

function learnNumeric(column: NumericColumn, rows: number): { coding: NumericCoding; bins: Uint8Array } {
  const known = Float64Array.from({ length: rows }, (_, row) => column.values[row] ?? Number.NaN).filter(
    Number.isFinite,
  )
  const cuts = cutsOf(known)
  const squashed = known.map(squash)
  const mean = squashed.reduce((sum, value) => sum + value, 0) / Math.max(1, squashed.length)
  const variance =
    squashed.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, squashed.length)
  const coding: NumericCoding = {
    name: column.name,
    kind: 'numeric',
    cuts,
    mean,
    deviation: Math.sqrt(variance) > 1e-9 ? Math.sqrt(variance) : 0,
    ...(known.length > 0 && { range: rangeOf(known) }),
    hasMissing: known.length < rows && known.length > 0,
    sawMissing: known.length < rows,
  }
  const bins = Uint8Array.from({ length: rows }, (_, row) => binOf(cuts, column.values[row] ?? Number.NaN))
  return { coding, bins }
}

function rangeOf(values: Float64Array): [least: number, largest: number] {
  return values.reduce<[number, number]>(
    ([least, largest], value) => [Math.min(least, value), Math.max(largest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}

/** Edges between bins: midway between neighbours where there are few values, else at quantiles. */
function cutsOf(values: Float64Array): number[] {
  const sorted = values.slice().sort()
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1])
  if (distinct.length <= MAX_BINS)
    return Array.from(distinct.subarray(1), (value, at) => (value + (distinct[at] ?? value)) / 2)
  const edges = Array.from(
    { length: MAX_BINS - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / MAX_BINS)] ?? 0,
  )
  return edges.filter((edge, at) => at === 0 || edge !== edges[at - 1])
}

interface Tally {
  rows: number
  positives: number
  foldRows: Uint32Array
  foldPositives: Uint32Array
}

function learnWords(
  column: CategoricalColumn,
  target: ArrayLike<number>,
  fold: Uint8Array,
  maxWords: number,
): { coding: CategoricalCoding; bins: Uint8Array } {
  const rows = fold.length
  const tallies = new Map<string, Tally>()
  let positives = 0
  let missing = 0
  for (let row = 0; row < rows; row++) {
    const outcome = target[row] ?? 0
    positives += outcome
    const word = column.values[row] ?? null
    if (word === null) {
      missing++
      continue
    }
    let tally = tallies.get(word)
    if (!tally) {
      tally = {
        rows: 0,
        positives: 0,
        foldRows: new Uint32Array(FOLDS),
        foldPositives: new Uint32Array(FOLDS),
      }
      tallies.set(word, tally)
    }
    const at = fold[row] ?? 0
    tally.rows++
    tally.positives += outcome
    tally.foldRows[at] = (tally.foldRows[at] ?? 0) + 1
    tally.foldPositives[at] = (tally.foldPositives[at] ?? 0) + outcome
  }
  const prior = positives / Math.max(1, rows)
  const share = (of: number, count: number) => (of + PRIOR_ROWS * prior) / (count + PRIOR_ROWS)
  // A word of one row says nothing: it is read as one never seen.
  const statistic = [...tallies]
    .filter(([, tally]) => tally.rows > 1)
    .map(([word, tally]): [string, number] => [word, share(tally.positives, tally.rows)])

  const read = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const word = column.values[row] ?? null
    const tally = word === null ? undefined : tallies.get(word)
    if (!tally) read[row] = Number.NaN
    else if (tally.rows >= FREQUENT_ROWS) read[row] = share(tally.positives, tally.rows)
    else {
      const at = fold[row] ?? 0
      read[row] = share(
        tally.positives - (tally.foldPositives[at] ?? 0),
        tally.rows - (tally.foldRows[at] ?? 0),
      )
    }
  }
  const cuts = cutsOf(read.filter(Number.isFinite))
  const enough = Math.max(5, Math.ceil(rows / 500))
  const words = [...tallies]
    .filter(([, tally]) => tally.rows >= enough && tally.rows < rows)
    .sort(([, a], [, b]) => b.rows - a.rows)
    .slice(0, maxWords)
    .map(([word]) => word)
  return {
    coding: {
      name: column.name,
      kind: 'categorical',
      cuts,
      statistic,
      words,
      hasMissing: missing >= enough && missing < rows,
      sawMissing: missing > 0,
    },
    bins: Uint8Array.from(read, value => binOf(cuts, value)),
  }
}

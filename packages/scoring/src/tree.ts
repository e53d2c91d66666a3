import { addSums, forestOf } from './forest.ts'
import { sigmoid } from './log-odds.ts'
import { randomStream, shuffle } from './random.ts'

/** A tree as parallel lists, root first. Plain JSON. */
export interface Tree {
  /** Column asked at the node; -1 at a leaf. */
  column: number[]
  /** Bins up to this one go left. */
  bin: number[]
  /** Whether a missing value goes left; null where no row that came by lacked it. */
  missingLeft: (boolean | null)[]
  left: number[]
  right: number[]
  /** Log odds that the tree would add if it ended here; at inner nodes too, for the reasons. */
  value: number[]
  /** Share of an inner node that went left, by which both ways are gone where it cannot be told. Older models lack it. */
  leftShare?: number[]
}

/** How trees are grown. */
export interface TreeSettings {
  maxLeaves: number
  /** Rows of a leaf at least. */
  minRows: number
  /** Draws the values of leaves towards 0. */
  ridge: number
  /** What a split must gain at least. */
  minGain: number
  /** Share of its value that a tree adds. */
  learningRate: number
  /** Share of the rows, and number of columns, that a tree sees. */
  rowShare: number
  maxColumns: number
}

/** Bins of a column, the one for missing included. */
const BINS = 64

interface Split {
  gain: number
  column: number
  bin: number
  missingLeft: boolean | null
}

interface Leaf {
  node: number
  from: number
  to: number
  hessian: number
  histogram: Float64Array
  best: Split
}

/**
 * Grows trees one after another, each on what the ones before left unexplained: gradient boosting with log loss (J. Friedman, 2001;
 * second order as in XGBoost, T. Chen and C. Guestrin, 2016), on histograms and leaf by leaf (LightGBM, G. Ke and others, 2017).
 * A missing value takes the side that gains more.
 */
export class Booster {
  /** Log odds of the rows learned from, so far. */
  readonly margins: Float64Array
  readonly #bins: readonly Uint8Array[]
  readonly #target: ArrayLike<number>
  readonly #settings: TreeSettings
  readonly #random: () => number
  readonly #gradient: Float64Array
  readonly #hessian: Float64Array

  constructor(
    bins: readonly Uint8Array[],
    target: ArrayLike<number>,
    base: number,
    settings: TreeSettings,
    seed: number,
  ) {
    this.#bins = bins
    this.#target = target
    this.#settings = settings
    this.#random = randomStream(seed)
    this.margins = new Float64Array(target.length).fill(base)
    this.#gradient = new Float64Array(target.length)
    this.#hessian = new Float64Array(target.length)
  }

  /** The next tree; `margins` include it afterwards. */
  grow(): Tree {
    const { rowShare, maxColumns, maxLeaves } = this.#settings
    const rows = this.#target.length
    const chosen = new Uint32Array(rows)
    let count = 0
    for (let row = 0; row < rows; row++) {
      const p = sigmoid(this.margins[row] ?? 0)
      this.#gradient[row] = p - (this.#target[row] ?? 0)
      this.#hessian[row] = Math.max(1e-6, p * (1 - p))
      if (this.#random() < rowShare) chosen[count++] = row
    }
    const columns = shuffle(
      Array.from(this.#bins, (_, column) => column),
      this.#random,
    ).slice(0, maxColumns)
    const tree: Required<Tree> = {
      ...{ column: [], bin: [], missingLeft: [], left: [], right: [] },
      ...{ value: [], leftShare: [] },
    }
    const order = chosen.subarray(0, count)
    const leaves = [this.#leaf(tree, order, 0, count, columns, this.#histogram(order, 0, count, columns))]
    while (leaves.length < maxLeaves) {
      let widest = 0
      for (let at = 1; at < leaves.length; at++)
        if ((leaves[at]?.best.gain ?? 0) > (leaves[widest]?.best.gain ?? 0)) widest = at
      const leaf = leaves[widest]
      if (!leaf || leaf.best.gain <= this.#settings.minGain) break
      leaves.splice(widest, 1, ...this.#split(tree, leaf, order, columns))
    }
    addSums(forestOf([tree]), this.#bins, this.margins)
    return tree
  }

  #split(tree: Required<Tree>, leaf: Leaf, order: Uint32Array, columns: readonly number[]): [Leaf, Leaf] {
    const { column, bin, missingLeft } = leaf.best
    const bins = this.#bins[column] ?? new Uint8Array()
    let middle = leaf.from
    for (let at = leaf.from; at < leaf.to; at++) {
      const row = order[at] ?? 0
      if (goesLeft(bins[row] ?? 0, bin, missingLeft ?? false)) {
        order[at] = order[middle] ?? 0
        order[middle++] = row
      }
    }
    // The smaller side is counted, the other is what remains.
    const leftIsSmaller = middle - leaf.from <= leaf.to - middle
    const counted = leftIsSmaller
      ? this.#histogram(order, leaf.from, middle, columns)
      : this.#histogram(order, middle, leaf.to, columns)
    const rest = leaf.histogram
    for (let cell = 0; cell < rest.length; cell++) rest[cell] = (rest[cell] ?? 0) - (counted[cell] ?? 0)
    const left = this.#leaf(tree, order, leaf.from, middle, columns, leftIsSmaller ? counted : rest)
    const right = this.#leaf(tree, order, middle, leaf.to, columns, leftIsSmaller ? rest : counted)
    tree.column[leaf.node] = column
    tree.bin[leaf.node] = bin
    tree.missingLeft[leaf.node] = missingLeft
    tree.left[leaf.node] = left.node
    tree.right[leaf.node] = right.node
    tree.leftShare[leaf.node] = left.hessian / (left.hessian + right.hessian)
    return [left, right]
  }

  /** Gradient, hessian and rows of each bin of each column. */
  #histogram(order: Uint32Array, from: number, to: number, columns: readonly number[]): Float64Array {
    const histogram = new Float64Array(columns.length * BINS * 3)
    columns.forEach((column, place) => {
      const bins = this.#bins[column] ?? new Uint8Array()
      const start = place * BINS * 3
      for (let at = from; at < to; at++) {
        const row = order[at] ?? 0
        const cell = start + (bins[row] ?? 0) * 3
        histogram[cell] = (histogram[cell] ?? 0) + (this.#gradient[row] ?? 0)
        histogram[cell + 1] = (histogram[cell + 1] ?? 0) + (this.#hessian[row] ?? 0)
        histogram[cell + 2] = (histogram[cell + 2] ?? 0) + 1
      }
    })
    return histogram
  }

  #leaf(
    tree: Required<Tree>,
    order: Uint32Array,
    from: number,
    to: number,
    columns: readonly number[],
    histogram: Float64Array,
  ): Leaf {
    let gradient = 0
    let hessian = 0
    for (let at = from; at < to; at++) {
      gradient += this.#gradient[order[at] ?? 0] ?? 0
      hessian += this.#hessian[order[at] ?? 0] ?? 0
    }
    const { ridge, learningRate } = this.#settings
    const node = tree.column.length
    tree.column.push(-1)
    tree.bin.push(0)
    tree.missingLeft.push(null)
    tree.leftShare.push(0)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.value.push((-gradient / (hessian + ridge)) * learningRate)
    return {
      node,
      from,
      to,
      hessian,
      histogram,
      best: this.#bestSplit(histogram, columns, gradient, hessian, to - from),
    }
  }

  #bestSplit(
    histogram: Float64Array,
    columns: readonly number[],
    gradient: number,
    hessian: number,
    rows: number,
  ): Split {
    const { ridge, minRows } = this.#settings
    const best: Split = { gain: 0, column: -1, bin: 0, missingLeft: null }
    if (rows < 2 * minRows) return best
    const whole = gradient ** 2 / (hessian + ridge)
    columns.forEach((column, place) => {
      const start = place * BINS * 3
      const missing = [histogram[start] ?? 0, histogram[start + 1] ?? 0, histogram[start + 2] ?? 0] as const
      const sides = missing[2] > 0.5 ? [false, true] : [null]
      for (const missingLeft of sides) {
        let g = missingLeft ? missing[0] : 0
        let h = missingLeft ? missing[1] : 0
        let n = missingLeft ? missing[2] : 0
        // Bin 0, missing, alone on one side is a split too: with bin 0 nothing but it goes left.
        for (let bin = 0; bin < BINS - 1; bin++) {
          if (bin > 0) {
            const cell = start + bin * 3
            g += histogram[cell] ?? 0
            h += histogram[cell + 1] ?? 0
            n += histogram[cell + 2] ?? 0
          }
          if (n < minRows) continue
          if (rows - n < minRows) break
          const gain = g ** 2 / (h + ridge) + (gradient - g) ** 2 / (hessian - h + ridge) - whole
          if (gain > best.gain) Object.assign(best, { gain, column, bin, missingLeft })
        }
      }
    })
    return best
  }
}

function goesLeft(bin: number, upTo: number, missingLeft: boolean): boolean {
  return bin === 0 ? missingLeft : bin <= upTo
}

import { UNSEEN } from './encoding.ts'
import type { Tree } from './tree.ts'

/** Trees one after another in arrays of plain numbers: with each score a lead goes through some hundred of them. */
export interface Forest {
  roots: Int32Array
  /** Column asked at each node; -1 at a leaf. */
  column: Int16Array
  /** Bins up to this one go left. */
  bin: Uint8Array
  /** Where a missing value goes. */
  missing: Uint8Array
  left: Int32Array
  right: Int32Array
  value: Float64Array
  /** NaN in older models. */
  leftShare: Float64Array
}

const NOWHERE = 0
const LEFT = 1
const RIGHT = 2

export function forestOf(trees: readonly Tree[]): Forest {
  const sizes = trees.map(tree => tree.value.length)
  const nodes = sizes.reduce((sum, size) => sum + size, 0)
  const forest: Forest = {
    roots: new Int32Array(trees.length),
    column: new Int16Array(nodes),
    bin: new Uint8Array(nodes),
    missing: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    leftShare: new Float64Array(nodes).fill(Number.NaN),
  }
  let root = 0
  for (const [at, tree] of trees.entries()) {
    forest.roots[at] = root
    forest.column.set(tree.column, root)
    forest.bin.set(tree.bin, root)
    forest.value.set(tree.value, root)
    for (let node = 0; node < tree.value.length; node++) {
      const missingLeft = tree.missingLeft[node] ?? null
      forest.missing[root + node] = missingLeft === null ? NOWHERE : missingLeft ? LEFT : RIGHT
      forest.left[root + node] = root + (tree.left[node] ?? 0)
      forest.right[root + node] = root + (tree.right[node] ?? 0)
      if (tree.leftShare) forest.leftShare[root + node] = tree.leftShare[node] ?? Number.NaN
    }
    root += tree.value.length
  }
  return forest
}

/** Where the steps of a row are added up: of each column, each times `by`. */
export interface Steps {
  added: Float64Array
  by: number
}

/**
 * What the trees add for a row. Where a node asks for what was never seen there, both ways are gone, each for its share, and only what is
 * asked further down tells: not knowing neither raises nor lowers, and is no step.
 * @param bins of all rows, column by column
 * @param steps gets how far each question moved the value; with the values of the roots the steps sum to the answer
 */
export function sumOf(forest: Forest, bins: readonly Uint8Array[], row: number, steps?: Steps): number {
  let sum = 0
  for (let tree = 0; tree < forest.roots.length; tree++)
    sum += follow(forest, bins, row, forest.roots[tree] ?? 0, 1, steps)
  return sum
}

/** Adds to each row what the trees add for it. */
export function addSums(forest: Forest, bins: readonly Uint8Array[], margins: Float64Array): void {
  for (let row = 0; row < margins.length; row++) margins[row] = (margins[row] ?? 0) + sumOf(forest, bins, row)
}

function follow(
  forest: Forest,
  bins: readonly Uint8Array[],
  row: number,
  from: number,
  share: number,
  steps?: Steps,
): number {
  let node = from
  let value = forest.value[node] ?? 0
  for (;;) {
    const column = forest.column[node] ?? -1
    if (column < 0) return value
    const bin = bins[column]?.[row] ?? 0
    const missing = forest.missing[node] ?? NOWHERE
    if (bin === UNSEEN || (bin === 0 && missing === NOWHERE)) {
      const leftShare = forest.leftShare[node] ?? Number.NaN
      if (Number.isNaN(leftShare)) return value
      const below = (way: number, part: number) =>
        part * (follow(forest, bins, row, way, share * part, steps) - (forest.value[way] ?? 0))
      return value + below(forest.left[node] ?? 0, leftShare) + below(forest.right[node] ?? 0, 1 - leftShare)
    }
    const isLeft = bin === 0 ? missing === LEFT : bin <= (forest.bin[node] ?? 0)
    node = (isLeft ? forest.left[node] : forest.right[node]) ?? 0
    const moved = forest.value[node] ?? 0
    if (steps) steps.added[column] = (steps.added[column] ?? 0) + steps.by * share * (moved - value)
    value = moved
  }
}

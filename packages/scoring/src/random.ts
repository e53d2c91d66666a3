/** A stream of numbers in [0, 1) that the seed decides: the same rows give the same model. Source: mulberry32, T. Ettinger, 2017. */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Puts the items in an order of chance (Fisher and Yates). Changes `items`. */
export function shuffle<Items extends { length: number; [at: number]: number }>(
  items: Items,
  random: () => number,
): Items {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const held = items[at] ?? 0
    items[at] = items[other] ?? 0
    items[other] = held
  }
  return items
}

/** Which of `folds` parts each row belongs to; both outcomes are spread evenly over the parts. */
export function stratifiedFolds(target: ArrayLike<number>, folds: number, seed: number): Uint8Array {
  const order = shuffle(
    Uint32Array.from({ length: target.length }, (_, row) => row),
    randomStream(seed),
  )
  const fold = new Uint8Array(target.length)
  const dealt = [0, 0]
  for (const row of order) {
    const outcome = target[row] === 1 ? 1 : 0
    fold[row] = (dealt[outcome] ?? 0) % folds
    dealt[outcome] = (dealt[outcome] ?? 0) + 1
  }
  return fold
}

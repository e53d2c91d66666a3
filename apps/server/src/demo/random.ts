/** A stream of numbers from 0 to 1 that is the same for the same seed (mulberry32, Tommy Ettinger, public domain). */
export function randomFrom(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    /** A whole number from `from` up to and including `to`. */
    whole: (from: number, to: number): number => from + Math.floor(next() * (to - from + 1)),
    /** One of them, each as likely as its weight says. */
    weighted<T>(choices: readonly (readonly [T, number])[]): T {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [choice, weight] of choices) {
        left -= weight
        if (left < 0) return choice
      }
      const last = choices.at(-1)
      if (!last) throw new Error('nothing to choose from')
      return last[0]
    },
    one<T>(choices: readonly T[]): T {
      const choice = choices[Math.floor(next() * choices.length)]
      if (choice === undefined) throw new Error('nothing to choose from')
      return choice
    },
  }
}

export type Random = ReturnType<typeof randomFrom>

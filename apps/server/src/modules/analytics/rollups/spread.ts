import { endianness } from 'node:os'

/** So many leads go into one record at most. */
const MOST = 127
/** Amounts below this are counted side by side, what is above one by one. */
const DENSE = 4096
const IS_LITTLE_ENDIAN = endianness() === 'LE'

/** A record in SQL: the amount, whole and from 0 to 8,388,607, in its upper 24 bits, and how many times in its lower 8, which may be less than none. */
export const recordOf = (amount: string, n: string): string => `int4send((${amount} << 8) | ((${n}) & 255))`

/** What `Spread.pack` gives, in SQL: an aggregate over rows that have each amount once, `n` times, in each of its parts. */
export const packedOf = (amount: string, n: string, part: string): string =>
  `string_agg(${recordOf(amount, `least(${MOST}, ${n} - ${MOST} * ${part})`)}, ''::bytea ORDER BY ${amount}, ${part})`

/** The parts that so many take, in SQL, from 0. */
export const partsOf = (n: string): string => `generate_series(0, (${n} - 1) / ${MOST})`

/** How many there are of each amount: of minutes, of days. */
export class Spread {
  #dense = new Int32Array(64)
  readonly #tail = new Map<number, number>()
  #all = 0

  /** Adds records, in whatever order. */
  add(records: Buffer): void {
    // In the order of bytes of this machine; a copy begins where whole numbers may.
    const words = new Int32Array(Uint8Array.from(records).buffer)
    if (IS_LITTLE_ENDIAN) Buffer.from(words.buffer).swap32()
    for (const record of words) this.#count(record >> 8, (record << 24) >> 24)
  }

  /** Adds all of another. */
  addAll(other: Spread): void {
    other.#each((amount, n) => {
      this.#count(amount, n)
      return true
    })
  }

  #count(amount: number, n: number): void {
    this.#all += n
    if (amount >= DENSE) this.#tail.set(amount, (this.#tail.get(amount) ?? 0) + n)
    else {
      if (amount >= this.#dense.length) this.#widen(amount)
      this.#dense[amount] = (this.#dense[amount] ?? 0) + n
    }
  }

  #widen(amount: number): void {
    const wider = new Int32Array(2 ** Math.ceil(Math.log2(amount + 1)))
    wider.set(this.#dense)
    this.#dense = wider
  }

  /** Amounts in order with how many there are, until `visit` has seen enough. */
  #each(visit: (amount: number, n: number) => boolean): void {
    const dense = this.#dense
    for (let amount = 0; amount < dense.length; amount++) {
      const n = dense[amount] ?? 0
      if (n !== 0 && !visit(amount, n)) return
    }
    for (const [amount, n] of [...this.#tail].sort(([a], [b]) => a - b))
      if (n !== 0 && !visit(amount, n)) return
  }

  /** The amounts at or below which this part of all lies, and that; null where there are none. */
  percentiles(percents: readonly number[]): (number | null)[] {
    const found: (number | null)[] = percents.map(() => null)
    let upTo = 0
    let place = 0
    this.#each((amount, n) => {
      upTo += n
      while (place < percents.length && upTo * 100 >= this.#all * (percents[place] ?? 0))
        found[place++] = amount
      return place < percents.length
    })
    return found
  }

  /** How many there are of more than an amount. */
  countAbove(least: number): number {
    let count = 0
    this.#each((amount, n) => {
      if (amount > least) count += n
      return true
    })
    return count
  }

  /** As it is kept: amounts in order. What there is less than none of cannot be kept. */
  pack(): Buffer {
    const records: number[] = []
    this.#each((amount, n) => {
      for (let left = n; left > 0; left -= MOST) records.push((amount << 8) | Math.min(MOST, left))
      return true
    })
    const packed = Buffer.alloc(records.length * 4)
    records.forEach((record, place) => {
      packed.writeInt32BE(record, place * 4)
    })
    return packed
  }
}

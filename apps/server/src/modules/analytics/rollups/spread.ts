/** So many leads go into one record at most. */
const MOST = 127
/** Amounts below this are counted side by side where there are many records, the rest are sorted. */
const DENSE = 4096

/** A record in SQL: the amount, whole and from 0 to 8,388,607, in its upper 24 bits, and how many times in its lower 8, which may be less than none. */
export const recordOf = (amount: string, n: string): string => `int4send((${amount} << 8) | ((${n}) & 255))`

/** What `Spread.pack` gives, in SQL: an aggregate over rows that have each amount once, `n` times, in each of its parts. */
export const packedOf = (amount: string, n: string, part: string): string =>
  `string_agg(${recordOf(amount, `least(${MOST}, ${n} - ${MOST} * ${part})`)}, ''::bytea ORDER BY ${amount}, ${part})`

/** The parts that so many take, in SQL, from 0. */
export const partsOf = (n: string): string => `generate_series(0, (${n} - 1) / ${MOST})`

const amountOf = (record: number): number => record >> 8
const timesOf = (record: number): number => (record << 24) >> 24

/** How many there are of each amount: of minutes, of days. */
export class Spread {
  /** Records as they came in, with room for more behind them. */
  #records = new Int32Array(16)
  #length = 0
  #isSorted = true

  /** Adds records, in whatever order. */
  add(records: Buffer): void {
    const at = this.#make(records.length >> 2)
    for (let byte = 0; byte < records.length; byte += 4)
      this.#records[at + (byte >> 2)] = records.readInt32BE(byte)
  }

  /** Adds all of another. */
  addAll(other: Spread): void {
    const at = this.#make(other.#length)
    this.#records.set(other.#records.subarray(0, other.#length), at)
  }

  /** Makes room for so many more. @returns where it begins */
  #make(more: number): number {
    const at = this.#length
    this.#length += more
    this.#isSorted &&= more === 0
    if (this.#length > this.#records.length) {
      const wider = new Int32Array(Math.max(this.#length, 2 * this.#records.length))
      wider.set(this.#records)
      this.#records = wider
    }
    return at
  }

  #sort(): void {
    if (this.#isSorted) return
    if (this.#length > DENSE) this.#fold()
    else this.#records.subarray(0, this.#length).sort()
    this.#isSorted = true
  }

  /** Sorts by counting what is small. */
  #fold(): void {
    const counts = new Int32Array(DENSE)
    const large: number[] = []
    for (let place = 0; place < this.#length; place++) {
      const record = this.#records[place] ?? 0
      const amount = amountOf(record)
      if (amount < DENSE) counts[amount] = (counts[amount] ?? 0) + timesOf(record)
      else large.push(record)
    }
    const folded: number[] = []
    counts.forEach((n, amount) => {
      for (let left = n; left !== 0; ) {
        const times = Math.max(-MOST, Math.min(MOST, left))
        folded.push((amount << 8) | (times & 255))
        left -= times
      }
    })
    this.#records = new Int32Array(folded.length + large.length)
    this.#records.set(folded)
    this.#records.set(Int32Array.from(large).sort(), folded.length)
    this.#length = this.#records.length
  }

  /** Amounts in order with how many there are, until `visit` has seen enough. */
  #each(visit: (amount: number, n: number) => boolean): void {
    this.#sort()
    for (let place = 0; place < this.#length; ) {
      const amount = amountOf(this.#records[place] ?? 0)
      let n = 0
      for (; place < this.#length && amountOf(this.#records[place] ?? 0) === amount; place++)
        n += timesOf(this.#records[place] ?? 0)
      if (n !== 0 && !visit(amount, n)) return
    }
  }

  /** How many there are of all, or of more than an amount. */
  countAbove(least = -1): number {
    let count = 0
    for (let place = 0; place < this.#length; place++) {
      const record = this.#records[place] ?? 0
      if (amountOf(record) > least) count += timesOf(record)
    }
    return count
  }

  /** The amounts at or below which this part of all lies, and that; null where there are none. */
  percentiles(percents: readonly number[]): (number | null)[] {
    const found: (number | null)[] = percents.map(() => null)
    const all = this.countAbove()
    let upTo = 0
    let place = 0
    this.#each((amount, n) => {
      upTo += n
      while (place < percents.length && upTo * 100 >= all * (percents[place] ?? 0)) found[place++] = amount
      return place < percents.length
    })
    return found
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

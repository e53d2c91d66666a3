/** So many leads go into one record at most. */
const MOST = 127
/** So many amounts from the least on are counted side by side; those beyond are few, and sorted when it comes to them. */
const DENSE = 4096

/** What the upper 24 bits of a record hold at most. */
const MOST_AMOUNT = 8_388_607

/** A record in SQL: the amount, whole and from 0 to 8,388,607, in its upper 24 bits, and how many times in its lower 8, which may be less than none. */
export const recordOf = (amount: string, n: string): string => `int4send((${amount} << 8) | ((${n}) & 255))`

/** As many records of an amount as it takes for so many, or for so many less than none, in SQL. */
export const recordsOf = (amount: string, n: string): string =>
  `(SELECT string_agg(${recordOf(`(${amount})::int`, `sign(${n})::int * least(${MOST}, abs(${n}) - ${MOST} * part)`)}, ''::bytea) FROM ${partsOf(`abs(${n})`)} AS part)`

/** What `Spread.pack` gives, in SQL: an aggregate over rows that have each amount once, `n` times, in each of its parts. */
export const packedOf = (amount: string, n: string, part: string): string =>
  `string_agg(${recordOf(amount, `least(${MOST}, ${n} - ${MOST} * ${part})`)}, ''::bytea ORDER BY ${amount}, ${part})`

/** The parts that so many take, in SQL, from 0. */
export const partsOf = (n: string): string => `generate_series(0, (${n} - 1) / ${MOST})`

const amountOf = (record: number): number => record >> 8
const timesOf = (record: number): number => (record << 24) >> 24

/** Records of whichever spread is read, and how many there are of each amount; both are of no use afterwards. */
let records = new Int32Array(DENSE)
const counts = new Int32Array(DENSE)

/** How many there are of each amount: of minutes, of days. */
export class Spread {
  #parts: Buffer[] = []

  /** Adds records, in whatever order. */
  add(part: Buffer): void {
    this.#parts.push(part)
  }

  /** Adds all of another. */
  addAll(other: Spread): void {
    for (const part of other.#parts) this.#parts.push(part)
  }

  /** Lays all records side by side. @returns how many there are */
  #read(): number {
    const bytes = this.#parts.reduce((all, part) => all + part.length, 0)
    if (records.byteLength < bytes) records = new Int32Array(bytes >> 1)
    const laid = Buffer.from(records.buffer, 0, bytes)
    let at = 0
    for (const part of this.#parts) at += part.copy(laid, at)
    // From the order of bytes of the database to that of the processor.
    laid.swap32()
    return bytes >> 2
  }

  /** Amounts in order with how many there are, until `visit` has seen enough; `all` is how many there are in all. */
  #each(visit: (amount: number, n: number, all: number) => boolean): void {
    const length = this.#read()
    let first = MOST_AMOUNT
    let all = 0
    for (let place = 0; place < length; place++) {
      const record = records[place] ?? 0
      const amount = amountOf(record)
      if (amount < first) first = amount
      all += timesOf(record)
    }
    const beyond: number[] = []
    let last = -1
    for (let place = 0; place < length; place++) {
      const record = records[place] ?? 0
      const at = amountOf(record) - first
      if (at < DENSE) {
        counts[at] = (counts[at] ?? 0) + timesOf(record)
        if (at > last) last = at
      } else beyond.push(record)
    }
    let wantsMore = true
    for (let at = 0; at <= last && wantsMore; at++) {
      const n = counts[at] ?? 0
      if (n !== 0) wantsMore = visit(first + at, n, all)
    }
    counts.fill(0, 0, last + 1)
    if (wantsMore) inOrder(beyond, (amount, n) => visit(amount, n, all))
  }

  /** How many there are of more than an amount. */
  countAbove(least: number): number {
    const length = this.#read()
    let count = 0
    for (let place = 0; place < length; place++) {
      const record = records[place] ?? 0
      if (amountOf(record) > least) count += timesOf(record)
    }
    return count
  }

  /** How many there are of each of these amounts, from the least on, or less. */
  countsUpTo(most: readonly number[]): number[] {
    const found = most.map(() => 0)
    this.#each((amount, n) => {
      most.forEach((limit, place) => {
        if (amount <= limit) found[place] = (found[place] ?? 0) + n
      })
      return amount < (most.at(-1) ?? 0)
    })
    return found
  }

  /** The amounts at or below which this part of all lies, and that; null where there are none. */
  percentiles(percents: readonly number[]): (number | null)[] {
    const found: (number | null)[] = percents.map(() => null)
    let upTo = 0
    let place = 0
    this.#each((amount, n, all) => {
      upTo += n
      while (place < percents.length && upTo * 100 >= all * (percents[place] ?? 0)) found[place++] = amount
      return place < percents.length
    })
    return found
  }

  /** As it is kept: amounts in order. What there is less than none of cannot be kept. */
  pack(): Buffer {
    const packed: number[] = []
    this.#each((amount, n) => {
      for (let left = n; left > 0; left -= MOST) packed.push((amount << 8) | Math.min(MOST, left))
      return true
    })
    const bytes = Buffer.alloc(packed.length * 4)
    packed.forEach((record, place) => {
      bytes.writeInt32BE(record, place * 4)
    })
    return bytes
  }
}

/** Sorts records, and counts those of the same amount. */
function inOrder(some: readonly number[], visit: (amount: number, n: number) => boolean): void {
  const sorted = Int32Array.from(some).sort()
  for (let place = 0; place < sorted.length; ) {
    const amount = amountOf(sorted[place] ?? 0)
    let n = 0
    for (; place < sorted.length && amountOf(sorted[place] ?? 0) === amount; place++)
      n += timesOf(sorted[place] ?? 0)
    if (n !== 0 && !visit(amount, n)) return
  }
}

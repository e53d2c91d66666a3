/** Texts are packed into pieces of memory of this size. A text that is longer than one is not kept. */
const SLAB_BYTES = 1024 * 1024

interface Slab {
  bytes: Buffer
  used: number
  keys: number[]
}

interface Place {
  slab: Slab
  rev: number
  start: number
  end: number
}

/**
 * Texts in UTF-8 under a number and a revision, up to a number of bytes in all; the oldest give way. Made for hundreds of thousands of
 * texts of about a kilobyte: they lie outside of the heap, where collecting garbage does not meet them, and go into an answer as they
 * are. As strings they cost half as much again, and each answer turned them into bytes anew.
 */
export class PackedTexts {
  readonly #maxSlabs: number
  #places = new Map<number, Place>()
  #slabs: Slab[] = []

  /** @param maxBytes at least two slabs are used, which is two megabytes */
  constructor(maxBytes: number) {
    this.#maxSlabs = Math.max(2, Math.floor(maxBytes / SLAB_BYTES))
  }

  /** The bytes, not to be written to; they stay what they are for as long as they are held. */
  get(key: number, rev: number): Buffer | undefined {
    const place = this.#places.get(key)
    return place?.rev === rev ? place.slab.bytes.subarray(place.start, place.end) : undefined
  }

  /** Keeps a text in place of what was kept under the key, and gives its bytes. */
  set(key: number, rev: number, text: string): Buffer {
    const size = Buffer.byteLength(text)
    if (size > SLAB_BYTES) {
      this.#places.delete(key)
      return Buffer.from(text)
    }
    const slab = this.#slabFor(size)
    const start = slab.used
    slab.used += slab.bytes.write(text, start)
    slab.keys.push(key)
    this.#places.set(key, { slab, rev, start, end: slab.used })
    return slab.bytes.subarray(start, slab.used)
  }

  clear(): void {
    this.#places = new Map()
    this.#slabs = []
  }

  #slabFor(size: number): Slab {
    const last = this.#slabs.at(-1)
    if (last && last.used + size <= SLAB_BYTES) return last
    if (this.#slabs.length >= this.#maxSlabs) this.#dropOldest()
    // Always a fresh one: bytes of an old one may be on their way to somebody.
    const slab = { bytes: Buffer.allocUnsafeSlow(SLAB_BYTES), used: 0, keys: [] }
    this.#slabs.push(slab)
    return slab
  }

  #dropOldest(): void {
    const oldest = this.#slabs.shift()
    for (const key of oldest?.keys ?? []) {
      if (this.#places.get(key)?.slab === oldest) this.#places.delete(key)
    }
  }
}

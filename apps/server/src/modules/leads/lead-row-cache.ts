import { totalmem } from 'node:os'
import { PackedTexts } from '../../platform/cache/packed-texts.ts'

const MB = 1024 * 1024

/** A sixteenth of the machine's memory, 256 MB at most: about 200,000 leads, more than a firm of 300 people looks at in a day. A cache
 *  grows to it only as leads are asked for. */
const MAX_BYTES = Math.min(256 * MB, totalmem() / 16)

/**
 * Leads as JSON, ready to be sent. A list reads ids and revisions from the database each time, so what is kept here is never
 * shown beyond its revision; it saves fetching, decrypting and serialising rows that were sent before. Held in memory only:
 * the JSON has contact details in it.
 */
export class LeadRowCache {
  readonly #leads: PackedTexts
  #names: readonly unknown[] = []
  hits = 0
  misses = 0

  constructor(maxBytes: number = MAX_BYTES) {
    this.#leads = new PackedTexts(maxBytes)
  }

  /** Forgets everything when one of the maps that names were taken from has been replaced. */
  keepWhile(names: readonly unknown[]): void {
    if (names.every((map, i) => map === this.#names[i])) return
    this.#leads.clear()
    this.#names = names
  }

  /** Forgets everything: somebody in it was erased, and what is kept has their contact details. */
  forget(): void {
    this.#leads.clear()
  }

  get(id: number, rev: number): Buffer | undefined {
    const ready = this.#leads.get(id, rev)
    if (ready === undefined) this.misses++
    else this.hits++
    return ready
  }

  /** Keeps the JSON of a lead and gives it as bytes. */
  set(id: number, rev: number, json: string): Buffer {
    return this.#leads.set(id, rev, json)
  }
}

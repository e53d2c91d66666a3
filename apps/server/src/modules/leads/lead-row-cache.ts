import { LRUCache } from 'lru-cache'

/** Most leads that are kept ready to send; about 1 KB each, a card half of it. */
const MAX_LEADS = 50_000

interface ReadyLead {
  rev: number
  json: string
}

/**
 * Leads as JSON, ready to be sent. A list reads ids and revisions from the database each time, so what is kept here is never
 * shown beyond its revision; it saves fetching, decrypting and serialising rows that were sent before. Held in memory only:
 * the JSON has contact details in it.
 */
export class LeadRowCache {
  readonly #leads = new LRUCache<number, ReadyLead>({ max: MAX_LEADS })
  #names: readonly unknown[] = []
  hits = 0
  misses = 0

  /** Forgets everything when one of the maps that names were taken from has been replaced. */
  keepWhile(names: readonly unknown[]): void {
    if (names.every((map, i) => map === this.#names[i])) return
    this.#leads.clear()
    this.#names = names
  }

  get(id: number, rev: number): string | undefined {
    const ready = this.#leads.get(id)
    if (ready?.rev === rev) {
      this.hits++
      return ready.json
    }
    this.misses++
    return undefined
  }

  set(id: number, rev: number, json: string): void {
    this.#leads.set(id, { rev, json })
  }
}

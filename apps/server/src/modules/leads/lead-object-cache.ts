import type { Lead } from './leads.schemas.ts'

/** Some five megabytes: what is shown beside other records are mostly the leads that people work on today. */
const MOST = 3000

interface Kept {
  rev: number
  lead: Lead
}

/** Leads as objects, for modules that show a few of their fields: taking fifty texts of a kilobyte apart for each page costs more than
 *  reading the page. Under the revision of their row, as `LeadRowCache`. */
export class LeadObjectCache {
  #kept = new Map<number, Kept>()
  #names: readonly unknown[] = []

  /** Forgets everything when one of the maps that names were taken from has been replaced. */
  keepWhile(names: readonly unknown[]): void {
    if (names.every((map, i) => map === this.#names[i])) return
    this.forget()
    this.#names = names
  }

  forget(): void {
    this.#kept.clear()
  }

  get(id: number, rev: number): Lead | undefined {
    const kept = this.#kept.get(id)
    return kept?.rev === rev ? kept.lead : undefined
  }

  /** Keeps a lead, which nobody may change from then on; the one that was kept first gives way. */
  set(rev: number, lead: Lead): Lead {
    if (this.#kept.size >= MOST && !this.#kept.has(lead.id)) {
      const [oldest] = this.#kept.keys()
      if (oldest !== undefined) this.#kept.delete(oldest)
    }
    this.#kept.set(lead.id, { rev, lead: Object.freeze(lead) })
    return lead
  }
}

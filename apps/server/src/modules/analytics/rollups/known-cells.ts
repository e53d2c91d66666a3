/** Figures of a group in one cell. */
export interface KnownGroup {
  value: string
  received: number
  answered: number
  spread: Buffer | null
}

/** What was read of a cell while its month had this revision. */
export interface KnownCell {
  revision: number
  groups: readonly KnownGroup[]
}

/** What was read for a question, by what the cells are called, and what they come to. Never changed: another takes its place. */
export interface Known {
  cells: ReadonlyMap<string, KnownCell>
  sum: readonly KnownGroup[]
}

/** About what a group takes beside its records, and a cell, and a question. */
const OVERHEAD_BYTES = 200

/** What was read of cells, by question, up to a number of bytes in all; what was not asked for the longest gives way. Whether it is still so, the
 *  revisions of the months say, in the statement that reads the rest. */
export class KnownCells {
  readonly #maxBytes: number
  #known = new Map<string, { known: Known; bytes: number }>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  of(question: string): Known | undefined {
    const entry = this.#known.get(question)
    if (!entry) return undefined
    this.#known.delete(question)
    this.#known.set(question, entry)
    return entry.known
  }

  keep(question: string, known: Known): void {
    const groups = [...known.cells.values()].flatMap(cell => cell.groups).concat(known.sum)
    const bytes = groups.reduce(
      (all, { spread }) => all + (spread?.length ?? 0) + OVERHEAD_BYTES,
      OVERHEAD_BYTES * (1 + known.cells.size),
    )
    this.#drop(question)
    this.#known.set(question, { known, bytes })
    this.#bytes += bytes
    for (const oldest of this.#known.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.#drop(oldest)
    }
  }

  #drop(question: string): void {
    this.#bytes -= this.#known.get(question)?.bytes ?? 0
    this.#known.delete(question)
  }
}

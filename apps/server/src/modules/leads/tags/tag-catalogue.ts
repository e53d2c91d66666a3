import type { Cache } from '../../../platform/cache/cache.ts'
import { type Derived, derived } from '../../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { SetupNews } from '../setup-news.ts'
import { allTagMoves, allTags, nameTags, type TagMove } from './tags.repository.ts'

/** How long tags are used before they are read again, in milliseconds; those of an import appear without a word. */
const KEPT_MS = 10_000

interface Known {
  /** As they are written, by their lower-case name. */
  names: ReadonlyMap<string, string>
  moves: ReadonlyMap<string, TagMove>
}

/** The firm's tags. */
export class TagCatalogue {
  readonly #known: Derived<Known>
  readonly #news: SetupNews

  constructor(db: Connection, cache: Cache, news: SetupNews) {
    this.#news = news
    this.#known = derived(cache, {
      group: 'lead-tags',
      ttlMs: KEPT_MS,
      load: async () => ({ tags: await allTags(db), moves: await allTagMoves(db) }),
      derive: ({ tags, moves }) => ({
        names: new Map(tags.map(({ name }) => [name.toLowerCase(), name])),
        moves: new Map(moves.map(move => [move.old_name, move])),
      }),
    })
  }

  async renew(): Promise<void> {
    await this.#known.renew()
  }

  /** Tags as a lead gets them: in the writing of the firm, each once, new ones named, those that are leaving as what they become.
   *  Costs the database nothing when all are known. */
  async asWritten(tx: Transaction, tags: readonly string[], userId: number | null): Promise<string[]> {
    if (tags.length === 0) return []
    const { names, moves } = await this.#known.get()
    const wanted = tags.map(tag => tag.trim()).flatMap(tag => moved(tag, names, moves))
    const isNew = (tag: string) => !names.has(tag.toLowerCase())
    const unknown = wanted.filter(isNew)
    const added = new Map<string, string>()
    if (unknown.length > 0) {
      const rows = await nameTags(tx, unknown, userId)
      for (const { name } of rows) added.set(name.toLowerCase(), name)
      tx.afterCommit(() => void this.renew().then(() => this.#news.tell('tags')))
    }
    const written = wanted.map(tag => {
      const low = tag.toLowerCase()
      return names.get(low) ?? added.get(low) ?? tag
    })
    return [...new Set(written)]
  }
}

function moved(
  tag: string,
  names: ReadonlyMap<string, string>,
  moves: ReadonlyMap<string, TagMove>,
): string[] {
  const move = names.has(tag.toLowerCase()) ? undefined : moves.get(tag)
  if (!move) return [tag]
  return move.becomes === null ? [] : [move.becomes]
}

import type { Cache } from '../../../platform/cache/cache.ts'
import { type Derived, derived } from '../../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { SetupNews } from '../setup-news.ts'
import {
  allReasons,
  keepReasons,
  type LostReasonRow,
  nameCompetitor,
  reasonsVersion,
} from './losses.repository.ts'
import type { LostReasonList } from './losses.schemas.ts'

const KEPT_MS = 60_000

/** Words of programs, and of firms, for somebody who never was a client to be. */
const NOT_GENUINE = /\b(junk|spam|fake|bogus|not (an? )?(real|genuine))\b/i

/** A file adds no more reasons than make this many altogether: a long list helps nobody. */
const MOST_WITH_FILES = 100

/** What is said of a loss. */
export interface LossWords {
  lost_reason?: string | null
  competitor?: string | null
}

/** The reasons for which leads are lost, and the firms that they went to: each in one writing. */
export class LossCatalogue {
  readonly #reasons: Derived<{
    list: readonly LostReasonRow[]
    version: number
    byName: ReadonlyMap<string, string>
  }>

  readonly #news: SetupNews

  constructor(db: Connection, cache: Cache, news: SetupNews) {
    this.#news = news
    this.#reasons = derived(cache, {
      group: 'lost-reasons',
      ttlMs: KEPT_MS,
      load: async () => ({ version: await reasonsVersion(db), list: await allReasons(db) }),
      derive: ({ version, list }) => ({
        list,
        version,
        byName: byName(list),
      }),
    })
  }

  async reasons(): Promise<LostReasonList> {
    const { list, version } = await this.#reasons.get()
    return { data: [...list], version }
  }

  /** After a change: everybody reads anew. */
  async renew(): Promise<void> {
    await this.#reasons.renew()
  }

  /** The words as the firm writes them; a competitor that nobody has named yet is kept for the next time. */
  async asWritten(tx: Transaction, { lost_reason, competitor }: LossWords): Promise<LossWords> {
    const words: LossWords = {}
    if (typeof lost_reason === 'string') {
      const said = tidy(lost_reason)
      words.lost_reason = (await this.#reasons.get()).byName.get(said.toLowerCase()) ?? said
    }
    if (typeof competitor === 'string') words.competitor = await nameCompetitor(tx, tidy(competitor))
    return words
  }

  /** The reason, of those that are offered, that the status of another program amounts to ("Junk Lead"); null when it says none. */
  async reasonOf(status: string): Promise<string | null> {
    const { list } = await this.#reasons.get()
    const offered = list.flatMap(({ label, is_retired }) => (is_retired ? [] : label))
    const said = tidy(status).toLowerCase()
    const named = offered.find(label => label.toLowerCase() === said)
    return named ?? (NOT_GENUINE.test(said) ? offered.find(label => NOT_GENUINE.test(label)) : null) ?? null
  }

  /** The reasons of a file as the firm writes them. Those that it does not have are kept, retired: who set up the list decides
   *  whether they are offered.
   *  @returns the firm's words for one that was given */
  async takeIn(tx: Transaction, said: readonly string[]): Promise<(reason: string) => string> {
    const { byName: known } = await this.#reasons.get()
    const unknown = new Map<string, string>()
    for (const reason of said.map(tidy)) {
      const low = reason.toLowerCase()
      if (!known.has(low) && !unknown.has(low)) unknown.set(low, reason)
    }
    if (unknown.size > 0 && (await keepReasons(tx, [...unknown.values()], MOST_WITH_FILES)))
      tx.afterCommit(() => void this.renew().then(() => this.#news.tell('lost-reasons')))
    const names = unknown.size > 0 ? byName(await allReasons(tx)) : known
    return reason => {
      const low = tidy(reason).toLowerCase()
      return names.get(low) ?? unknown.get(low) ?? tidy(reason)
    }
  }
}

const tidy = (said: string): string => said.trim().replace(/\s+/g, ' ')

const byName = (reasons: readonly LostReasonRow[]): ReadonlyMap<string, string> =>
  new Map(reasons.map(({ label }) => [label.toLowerCase(), label]))

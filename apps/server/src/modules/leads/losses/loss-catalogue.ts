import type { Cache } from '../../../platform/cache/cache.ts'
import { type Derived, derived } from '../../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import {
  allReasons,
  competitorCalled,
  type LostReasonRow,
  nameCompetitor,
  reasonsVersion,
} from './losses.repository.ts'
import type { LostReasonList } from './losses.schemas.ts'

const KEPT_MS = 60_000

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

  constructor(db: Connection, cache: Cache) {
    this.#reasons = derived(cache, {
      group: 'lost-reasons',
      ttlMs: KEPT_MS,
      load: async () => ({ version: await reasonsVersion(db), list: await allReasons(db) }),
      derive: ({ version, list }) => ({
        list,
        version,
        byName: new Map(list.map(({ label }) => [label.toLowerCase(), label])),
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
      const said = lost_reason.trim()
      words.lost_reason = (await this.#reasons.get()).byName.get(said.toLowerCase()) ?? said
    }
    if (typeof competitor === 'string') {
      const said = competitor.trim()
      words.competitor = (await competitorCalled(tx, said)) ?? said
      await nameCompetitor(tx, words.competitor)
    }
    return words
  }
}

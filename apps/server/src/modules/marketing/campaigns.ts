import type { Cache } from '../../platform/cache/cache.ts'
import { type Derived, derived } from '../../platform/cache/derived.ts'
import type { Connection } from '../../platform/database/database.ts'

export interface Campaign {
  id: number
  name: string
  channel: string
  starts_on: string | null
  ends_on: string | null
  budget: number | null
}

/** How long a list of campaigns is used before it is read again, in milliseconds. */
const KEPT_MS = 10_000

interface Known {
  list: readonly Campaign[]
  names: ReadonlyMap<number, string>
}

/** Campaigns that leads come from. */
export class Campaigns {
  readonly #known: Derived<Known>

  constructor(db: Connection, cache: Cache) {
    this.#known = derived(cache, {
      group: 'campaigns',
      ttlMs: KEPT_MS,
      load: () =>
        db.rows<Campaign>(
          'SELECT id, name, channel, starts_on, ends_on, budget FROM campaigns ORDER BY id DESC',
        ),
      derive: list => ({ list, names: new Map(list.map(({ id, name }) => [id, name])) }),
    })
  }

  /** All campaigns, newest first. */
  async list(): Promise<readonly Campaign[]> {
    return (await this.#known.get()).list
  }

  /** Names by id; the same map until a campaign changes. */
  async names(): Promise<ReadonlyMap<number, string>> {
    return (await this.#known.get()).names
  }

  /** Whether there is such a campaign at this moment. */
  async has(id: number): Promise<boolean> {
    if ((await this.names()).has(id)) return true
    return (await this.#known.renew()).names.has(id)
  }
}

import type { Connection } from '../../platform/database/database.ts'

export interface Campaign {
  id: number
  name: string
  channel: string
  starts_on: string | null
  ends_on: string | null
  budget: number | null
}

/** How long a list of campaigns is used before it is read again, in milliseconds: another process may have added one. */
const KEPT_MS = 10_000

/** Campaigns that leads come from. */
export class Campaigns {
  readonly #db: Connection
  #list: readonly Campaign[] = []
  #names: ReadonlyMap<number, string> = new Map()
  #readAt = Number.NEGATIVE_INFINITY

  constructor(db: Connection) {
    this.#db = db
  }

  /** All campaigns, newest first. */
  async list(): Promise<readonly Campaign[]> {
    await this.#refresh()
    return this.#list
  }

  /** Names by id; the same map until one of them changes. */
  async names(): Promise<ReadonlyMap<number, string>> {
    await this.#refresh()
    return this.#names
  }

  async has(id: number): Promise<boolean> {
    if (!this.#names.has(id)) this.#readAt = Number.NEGATIVE_INFINITY
    return (await this.names()).has(id)
  }

  async #refresh(): Promise<void> {
    if (performance.now() - this.#readAt < KEPT_MS) return
    this.#list = await this.#db.rows<Campaign>(
      'SELECT id, name, channel, starts_on, ends_on, budget FROM campaigns ORDER BY id DESC',
    )
    const names = new Map(this.#list.map(campaign => [campaign.id, campaign.name]))
    const same =
      names.size === this.#names.size && [...names].every(([id, name]) => this.#names.get(id) === name)
    if (!same) this.#names = names
    this.#readAt = performance.now()
  }
}

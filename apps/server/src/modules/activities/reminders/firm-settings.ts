import type { Cache } from '../../../platform/cache/cache.ts'
import { type Derived, derived } from '../../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { FirmReminders } from '../notifications/notifications.schemas.ts'

const KEPT_MS = 60_000

/** How the firm reminds, the same for all. */
export class FirmSettings {
  readonly #settings: Derived<FirmReminders>

  constructor(db: Connection, cache: Cache) {
    this.#settings = derived(cache, {
      group: 'activity-settings',
      ttlMs: KEPT_MS,
      load: async () => {
        const [row] = await db.rows<FirmReminders>(
          'SELECT overdue_minutes, escalate_minutes FROM activity_settings',
        )
        if (!row) throw new Error('the settings of activities are gone')
        return row
      },
      derive: row => row,
    })
  }

  read(): Promise<FirmReminders> {
    return this.#settings.get()
  }

  async write(tx: Transaction, settings: FirmReminders): Promise<void> {
    await tx.rows('UPDATE activity_settings SET overdue_minutes = $1, escalate_minutes = $2', [
      settings.overdue_minutes,
      settings.escalate_minutes,
    ])
  }

  /** After the commit of `write`. */
  renew(): Promise<FirmReminders> {
    return this.#settings.renew()
  }
}

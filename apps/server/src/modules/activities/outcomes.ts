import type { Cache } from '../../platform/cache/cache.ts'
import { type Derived, derived } from '../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { ActivityType, OutcomesPut } from './activities.schemas.ts'

export interface OutcomeRow {
  id: number
  type: ActivityType
  label: string
  is_contact: boolean
  next_minutes: number | null
}

const KEPT_MS = 60_000
const keyOf = (type: string, label: string) => `${type} ${label.trim().toLowerCase()}`

/** How calls, visits and messages may end: set up seldom, asked for with every log. */
export class Outcomes {
  readonly #all: Derived<{ list: readonly OutcomeRow[]; byKey: ReadonlyMap<string, OutcomeRow> }>

  constructor(db: Connection, cache: Cache) {
    this.#all = derived(cache, {
      group: 'activity-outcomes',
      ttlMs: KEPT_MS,
      load: () => readOutcomes(db),
      derive: list => ({ list, byKey: new Map(list.map(row => [keyOf(row.type, row.label), row])) }),
    })
  }

  async list(): Promise<readonly OutcomeRow[]> {
    return (await this.#all.get()).list
  }

  /** The outcome of this type with these words, in any writing. */
  async find(type: ActivityType, label: string): Promise<OutcomeRow | undefined> {
    return (await this.#all.get()).byKey.get(keyOf(type, label))
  }

  /** Puts these in place of all. Activities keep their words.
   *  @throws AppError "rule-violated" for two alike */
  async replace(tx: Transaction, { data }: OutcomesPut): Promise<void> {
    const seen = new Set<string>()
    for (const [i, { type, label }] of data.entries()) {
      const key = keyOf(type, label)
      if (seen.has(key)) {
        const error = { path: `data.${i}.label`, message: 'There are two outcomes with these words' }
        throw new AppError('rule-violated', { errors: [error] })
      }
      seen.add(key)
    }
    // Two who save at once: one after the other, the later one stays.
    await tx.rows('LOCK TABLE activity_outcomes IN SHARE ROW EXCLUSIVE MODE')
    await tx.rows('DELETE FROM activity_outcomes')
    await tx.rows(
      `INSERT INTO activity_outcomes (type, label, is_contact, next_minutes, position)
       SELECT type, trim(label), is_contact, next_minutes, position
       FROM jsonb_to_recordset($1::jsonb) AS o (type text, label text, is_contact boolean, next_minutes int, position int)`,
      [JSON.stringify(data.map((one, position) => ({ ...one, position })))],
    )
  }

  /** After the commit of `replace`. */
  async renew(): Promise<readonly OutcomeRow[]> {
    return (await this.#all.renew()).list
  }
}

const readOutcomes = (db: Connection): Promise<OutcomeRow[]> =>
  db.rows<OutcomeRow>(
    'SELECT id, type, label, is_contact, next_minutes FROM activity_outcomes ORDER BY type, position, id',
  )

import type { Cache } from '../../../platform/cache/cache.ts'
import { type Derived, derived } from '../../../platform/cache/derived.ts'
import type { Connection } from '../../../platform/database/database.ts'
import { invalidInput } from '../../../platform/errors.ts'
import { type FieldFilter, fieldKey } from './field-sql.ts'
import { afterPatch, type CustomPatch, demandRequired } from './field-values.ts'
import { allFields } from './fields.repository.ts'
import type { Custom, LeadField } from './lead-field.ts'

/** How long definitions are used before they are read again, in milliseconds. */
const KEPT_MS = 60_000

interface Known {
  list: readonly LeadField[]
  byKey: ReadonlyMap<string, LeadField>
}

/** The firm's own fields: set up seldom, asked for by every request that mentions one. */
export class FieldCatalogue {
  readonly #known: Derived<Known>

  constructor(db: Connection, cache: Cache) {
    this.#known = derived(cache, {
      group: 'lead-fields',
      ttlMs: KEPT_MS,
      load: () => allFields(db),
      derive: list => ({ list, byKey: new Map(list.map(field => [field.key, field])) }),
    })
  }

  /** All fields in order, archived ones at their places. */
  async all(): Promise<readonly LeadField[]> {
    return (await this.#known.get()).list
  }

  /** Has every process read them anew. */
  async renew(): Promise<void> {
    await this.#known.renew()
  }

  /** What a new lead holds.
   *  @throws AppError "invalid-input" naming `custom.key` */
  async ofNew(written: CustomPatch | undefined, pipelineId: number): Promise<Custom> {
    const custom = written ? await this.edited({}, written) : {}
    demandRequired(await this.all(), custom, pipelineId)
    return custom
  }

  /** What a lead holds after an edit.
   *  @throws AppError "invalid-input" naming `custom.key` */
  async edited(before: Custom, patch: CustomPatch): Promise<Custom> {
    return afterPatch(await this.#including(Object.keys(patch)), before, patch)
  }

  /** The filters `custom.key`, `custom.key.min` and `custom.key.max` among those of a list.
   *  @throws AppError "invalid-input" for a field that lists are not filtered by */
  async filtersIn(filters: object): Promise<FieldFilter[]> {
    const asked = Object.entries(filters).filter(
      ([name, value]) => name.startsWith('custom.') && value !== undefined,
    ) as [string, string[]][]
    if (asked.length === 0) return []
    const found = new Map<string, FieldFilter>()
    const fields = await this.#including(asked.map(([name]) => name.split('.')[1] ?? ''))
    for (const [name, values] of asked) {
      const [, key = '', end] = name.split('.')
      const field = fields.get(key)
      if (!field || field.is_archived || !field.is_indexed)
        throw invalidInput(name, 'Leads are not filtered by this')
      if (field.index_state !== 'ready')
        throw invalidInput(name, 'This filter is being prepared, try again soon')
      const filter: FieldFilter = found.get(key) ?? { field, values: [], min: undefined, max: undefined }
      if (end === undefined) filter.values = values
      else if (end === 'min') filter.min = values[0]
      else filter.max = values[0]
      found.set(key, filter)
    }
    return [...found.values()]
  }

  /** What `custom.key` sorts by.
   *  @throws AppError "invalid-input" for a field that lists are not sorted by */
  async keyOf(key: string): Promise<NonNullable<ReturnType<typeof fieldKey>>> {
    const field = (await this.#including([key])).get(key)
    const order = field && !field.is_archived && field.is_indexed ? fieldKey(field) : null
    if (!order) throw invalidInput('sort', 'Leads are not sorted by this')
    if (field?.index_state !== 'ready')
      throw invalidInput('sort', 'This order is being prepared, try again soon')
    return order
  }

  /** By key. A field that is not known may have been added a moment ago, by another process. */
  async #including(keys: readonly string[]): Promise<ReadonlyMap<string, LeadField>> {
    const { byKey } = await this.#known.get()
    return keys.every(key => byKey.has(key)) ? byKey : (await this.#known.renew()).byKey
  }
}

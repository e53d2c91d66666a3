import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, type FieldError } from '../../../platform/errors.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import type { SetupNews } from '../setup-news.ts'
import type { FieldCatalogue } from './field-catalogue.ts'
import { fieldCondition } from './field-sql.ts'
import {
  allFields,
  insertField,
  lockAllFields,
  lockField,
  orderFields,
  saveField,
} from './fields.repository.ts'
import type { FieldCreate, FieldPatch, OptionRemoval } from './fields.schemas.ts'
import {
  COLORS,
  type FieldOption,
  hasOptions,
  keyOf,
  type LeadField,
  MAX_FIELDS,
  MAX_INDEXED,
} from './lead-field.ts'
import type { OptionMove } from './option-move-job.ts'

export interface FieldServiceNeeds {
  db: Database
  catalogue: FieldCatalogue
  news: SetupNews
  neighbours: Pick<LeadNeighbours, 'stages' | 'audit'>
  indexJob: Job<{ field_id: number }>
  moveJob: Job<OptionMove>
}

const ruled = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })

/** Sets up the firm's own fields. What leads hold under a key is never lost: fields are archived, not deleted. */
export class FieldService {
  readonly #needs: FieldServiceNeeds

  constructor(needs: FieldServiceNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "rule-violated", "already-exists" */
  create(by: Author, input: FieldCreate): Promise<LeadField> {
    return this.#change(by, 'created_field', async tx => {
      await lockAllFields(tx)
      const fields = await allFields(tx)
      if (fields.filter(field => !field.is_archived).length >= MAX_FIELDS)
        throw ruled('label', `There are ${MAX_FIELDS} fields already: archive one first`)
      const taken = new Set(fields.map(field => field.key))
      if (input.key !== undefined && taken.has(input.key)) {
        throw new AppError('already-exists', {
          errors: [{ path: 'key', message: 'Another field has this key' }],
        })
      }
      const label = input.label.trim()
      refuseSameLabel(fields, label)
      await this.#checkPipelines(input.pipeline_ids)
      const isIndexed = input.is_indexed ?? input.kind !== 'text'
      if (isIndexed) refuseTooManyIndexed(fields)
      const field = await insertField(
        tx,
        {
          key: input.key ?? keyOf(label, taken),
          label,
          kind: input.kind,
          hint: input.hint?.trim() ?? null,
          is_required: input.is_required ?? false,
          is_indexed: isIndexed,
          index_state: isIndexed ? 'building' : 'none',
          options: optionsAfter(input.kind, [], input.options ?? []),
          pipeline_ids: input.pipeline_ids ?? null,
          position: Math.max(0, ...fields.map(one => one.position)) + 1,
        },
        by.principal.userId,
      )
      if (isIndexed) await addJob(tx, this.#needs.indexJob, { field_id: field.id })
      return field
    })
  }

  /** @throws AppError "not-found", "rule-violated" */
  update(by: Author, id: number, patch: FieldPatch): Promise<LeadField> {
    return this.#change(by, 'changed_field', async tx => {
      await lockAllFields(tx)
      const field = await lockField(tx, id)
      if (!field) throw new AppError('not-found')
      const others = (await allFields(tx)).filter(one => one.id !== id)
      const label = patch.label?.trim() ?? field.label
      const isArchived = patch.is_archived ?? field.is_archived
      if (!isArchived) refuseSameLabel(others, label)
      if (field.is_archived && !isArchived && others.filter(one => !one.is_archived).length >= MAX_FIELDS)
        throw ruled('is_archived', `There are ${MAX_FIELDS} fields already: archive one first`)
      await this.#checkPipelines(patch.pipeline_ids)
      const isIndexed = patch.is_indexed ?? field.is_indexed
      // An archived field has no index: nobody asks for it, and it would cost every write.
      const wants = isIndexed && !isArchived
      const had = field.is_indexed && !field.is_archived
      if (wants && !had) refuseTooManyIndexed(others)
      const isReindexed = wants !== had || (wants && field.index_state === 'failed')
      const saved = await saveField(tx, {
        ...field,
        label,
        hint: patch.hint === undefined ? field.hint : (patch.hint?.trim() ?? null),
        is_required: patch.is_required ?? field.is_required,
        is_indexed: isIndexed,
        index_state: isReindexed ? (wants ? 'building' : 'none') : field.index_state,
        options: patch.options ? optionsAfter(field.kind, field.options, patch.options) : field.options,
        pipeline_ids: patch.pipeline_ids === undefined ? field.pipeline_ids : patch.pipeline_ids,
        is_archived: isArchived,
      })
      if (isReindexed) await addJob(tx, this.#needs.indexJob, { field_id: id })
      return saved
    })
  }

  /** @throws AppError "rule-violated" unless every field is named once */
  async order(by: Author, ids: readonly number[]): Promise<readonly LeadField[]> {
    await this.#change(by, 'ordered_fields', async tx => {
      await lockAllFields(tx)
      const known = await allFields(tx)
      if (
        ids.length !== known.length ||
        new Set(ids).size !== ids.length ||
        !known.every(one => ids.includes(one.id))
      )
        throw ruled('ids', 'Name every field once')
      await orderFields(tx, ids)
      return undefined
    })
    return this.#needs.catalogue.all()
  }

  /** Takes an option away. Leads that have it get another, or none, by a job.
   *  @throws AppError "not-found", or "rule-violated" naming `move_to` when leads have it and nobody said where they go */
  removeOption(by: Author, id: number, { value, move_to }: OptionRemoval): Promise<LeadField> {
    return this.#change(by, 'removed_field_option', async tx => {
      const field = await lockField(tx, id)
      if (!field || !hasOptions(field.kind)) throw new AppError('not-found')
      if (!field.options.some(option => option.value === value))
        throw ruled('value', 'There is no such option')
      if (
        move_to === value ||
        (move_to != null && !field.options.some(one => one.value === move_to && !one.archived))
      )
        throw ruled('move_to', 'Choose another option that is offered')
      if (move_to === undefined) {
        if (await this.#mayBeInUse(tx, field, value))
          throw ruled('move_to', 'Leads have this option: say which one they get, or null for none')
      }
      const options = field.options.map(one => (one.value === value ? { ...one, archived: true } : one))
      const saved = await saveField(tx, { ...field, options })
      const move = { field_id: id, value, move_to: move_to ?? null, user_id: by.principal.userId }
      await addJob(tx, this.#needs.moveJob, move)
      return saved
    })
  }

  /** Sure only where the field is indexed: looking through all leads is not for a request. */
  async #mayBeInUse(tx: Transaction, field: LeadField, value: string): Promise<boolean> {
    if (!field.is_indexed || field.is_archived || field.index_state !== 'ready') return true
    const values: unknown[] = []
    const filter = { field, values: [value], min: undefined, max: undefined }
    const condition = fieldCondition(filter, one => `$${values.push(one)}`)
    const found = await tx.rows(
      `SELECT 1 FROM leads l WHERE l.deleted_at IS NULL AND ${condition} LIMIT 1`,
      values,
    )
    return found.length > 0
  }

  async #checkPipelines(ids: readonly number[] | null | undefined): Promise<void> {
    if (!ids) return
    const known = new Set(
      [...(await this.#needs.neighbours.stages.all()).values()].map(stage => stage.pipelineId),
    )
    if (!ids.every(id => known.has(id))) throw ruled('pipeline_ids', 'There is no such pipeline')
  }

  async #change<T extends LeadField | undefined>(
    by: Author,
    action: string,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const { db, catalogue, news, neighbours } = this.#needs
    const changed = await db.inTransaction(async tx => {
      const field = await work(tx)
      neighbours.audit(tx, {
        ...by,
        action,
        ...(field && { details: { field: field.key, label: field.label } }),
      })
      return field
    })
    await catalogue.renew()
    news.tell('fields')
    return changed
  }
}

function refuseSameLabel(fields: readonly LeadField[], label: string): void {
  const same = fields.some(one => !one.is_archived && one.label.toLowerCase() === label.toLowerCase())
  if (same) {
    throw new AppError('already-exists', {
      errors: [{ path: 'label', message: 'Another field has this name' }],
    })
  }
}

function refuseTooManyIndexed(fields: readonly LeadField[]): void {
  if (fields.filter(one => one.is_indexed && !one.is_archived).length < MAX_INDEXED) return
  throw ruled('is_indexed', `Lists are filtered and sorted by ${MAX_INDEXED} fields at most`)
}

/** The options as they are to be: those with a `value` keep it, new ones get one.
 *  @throws AppError "rule-violated" when one is missing, unknown, named twice, or the kind has none */
function optionsAfter(
  kind: LeadField['kind'],
  before: readonly FieldOption[],
  wanted: readonly { value?: string; label: string; color?: FieldOption['color']; archived?: boolean }[],
): FieldOption[] {
  if (!hasOptions(kind)) {
    if (wanted.length > 0) throw ruled('options', 'Only choices have options')
    return []
  }
  const errors: FieldError[] = []
  const taken = new Set(before.map(option => option.value))
  const labels = new Set<string>()
  const named = new Set<string>()
  const after = wanted.map((option, i): FieldOption => {
    const label = option.label.trim()
    const path = `options.${i}`
    if (labels.has(label.toLowerCase()))
      errors.push({ path: `${path}.label`, message: 'Two options have this name' })
    labels.add(label.toLowerCase())
    const known = before.find(one => one.value === option.value)
    if (option.value !== undefined && (!known || named.has(option.value)))
      errors.push({ path: `${path}.value`, message: 'There is no such option' })
    const value = option.value ?? keyOf(label, taken, 'option')
    taken.add(value)
    named.add(value)
    const color = option.color ?? known?.color ?? COLORS[i % COLORS.length] ?? 'grey'
    return { value, label, color, archived: option.archived ?? known?.archived ?? false }
  })
  const missing = before.filter(one => !named.has(one.value))
  for (const { label } of missing)
    errors.push({ path: 'options', message: `${label} is missing: an option is removed by itself` })
  if (errors.length > 0) throw new AppError('rule-violated', { errors })
  return after
}

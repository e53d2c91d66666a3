import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { FieldCatalogue } from '../fields/field-catalogue.ts'
import { chooseOwner } from '../lead-owner.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import {
  type BulkRow,
  bulksOf,
  changeBulk,
  type FrozenSelection,
  failuresOf,
  findBulk,
  insertBulk,
  lockBulk,
} from './bulk.repository.ts'
import type { Bulk, BulkAction, BulkParams, BulkRequest, Selection } from './bulk.schemas.ts'
import { actionOn } from './change-lead.ts'
import { type GivenToLead, type ManyConverter, sealGiven } from './many-converter.ts'
import { narrowed } from './narrowed.ts'

/** Days for which a change can be undone. */
export const UNDO_DAYS = 30
/** Most leads of a search text, which is never kept: they are found at once. */
const MOST_SEARCHED = 10_000

export interface BulkServiceNeeds {
  db: Database
  crypto: Crypto
  reader: LeadReader
  fields: FieldCatalogue
  neighbours: Pick<LeadNeighbours, 'people' | 'stages' | 'campaigns' | 'audit'>
  job: Job<{ bulk_id: number }>
  converter: () => ManyConverter
  now: () => Date
}

type Right = 'edit' | 'assign' | 'move' | 'delete' | 'restore' | 'convert' | 'unconvert'

/** The rights that each change takes beside that of changing many. */
const RIGHTS: Record<BulkAction, readonly Right[]> = {
  assign: ['edit', 'assign'],
  tag: ['edit'],
  edit: ['edit'],
  move: ['edit', 'move'],
  delete: ['delete'],
  restore: ['restore'],
  convert: ['convert'],
}

/** What each change is told, and what it cannot do without. */
const TOLD: Record<
  BulkAction,
  { takes: readonly (keyof BulkParams)[]; oneOf: readonly (keyof BulkParams)[] }
> = {
  assign: { takes: ['assigned_to'], oneOf: ['assigned_to'] },
  tag: { takes: ['add_tags', 'remove_tags'], oneOf: ['add_tags', 'remove_tags'] },
  edit: { takes: ['fields'], oneOf: ['fields'] },
  move: {
    takes: ['status', 'stage_id', 'lost_reason', 'competitor', 'lost_note'],
    oneOf: ['status', 'stage_id'],
  },
  delete: { takes: [], oneOf: [] },
  restore: { takes: [], oneOf: [] },
  convert: { takes: ['note'], oneOf: [] },
}

/** Takes in changes of many leads, and shows how they fare. */
export class BulkService {
  readonly #needs: BulkServiceNeeds

  constructor(needs: BulkServiceNeeds) {
    this.#needs = needs
  }

  /** Begins a change of all leads that are selected at this moment.
   *  @throws AppError "forbidden", "invalid-input", "rule-violated", "already-exists" while another one is under way */
  async start(tx: Transaction, by: Author, { action, selection, ...params }: BulkRequest): Promise<BulkRow> {
    const principal = demandRights(by.principal, RIGHTS[action])
    demandParams(action, params)
    await this.#check(principal, params)
    const frozen = await this.#freeze(principal, action, selection)
    return this.#insert(tx, by, { action, params, selection: frozen, undo_of: null, given: [] })
  }

  /** Begins to make clients of all leads that are selected at this moment.
   *  @throws AppError as `start` does */
  async startConversion(
    tx: Transaction,
    by: Author,
    { selection, note, given }: { selection: Selection; note?: string; given: readonly GivenToLead[] },
  ): Promise<BulkRow> {
    const principal = demandRights(by.principal, RIGHTS.convert)
    const frozen = await this.#freeze(principal, 'convert', selection)
    const params = note === undefined ? {} : { note }
    return this.#insert(tx, by, { action: 'convert', params, selection: frozen, undo_of: null, given })
  }

  /** The living leads of a selection that a change would be done to at this moment, by id.
   *  @throws AppError "forbidden", "invalid-input", "rule-violated" for more than 10,000 */
  async selected(asker: Principal, action: BulkAction, selection: Selection): Promise<number[]> {
    const { reader } = this.#needs
    const principal = demandRights(asker, RIGHTS[action])
    const { ids, filters, except = [] } = await this.#demandOne(selection)
    const right = actionOn(action)
    if (ids) return reader.within(principal, ids, right)
    const found = await reader.ids(principal, filters ?? {}, right, { limit: MOST_SEARCHED + 1 })
    if (found.length > MOST_SEARCHED)
      throw ruled('selection.filters', 'These are too many leads to look through: narrow them down')
    const kept = new Set(except)
    return found.filter(id => !kept.has(id))
  }

  /** Begins to put back what a change did, wherever nobody has changed the same since.
   *  @throws AppError "not-found", "rule-violated", "forbidden", "already-exists" */
  async undo(tx: Transaction, by: Author, id: number): Promise<BulkRow> {
    const bulk = await this.#mine(tx, by.principal, id)
    if (bulk.action === 'undo' || !this.#isUndoable(bulk)) {
      throw new AppError('rule-violated', { detail: 'There is nothing to undo any more.' })
    }
    demandRights(by.principal, rightsToUndo(bulk.action))
    const undo = await this.#insert(tx, by, {
      action: 'undo',
      params: bulk.params,
      selection: { undo: true },
      undo_of: id,
      given: [],
    })
    await changeBulk(tx, id, { undone_by: undo.id })
    return undo
  }

  /** Stops a change before its next leads; what is done stays and can be undone.
   *  @throws AppError "not-found", "rule-violated" when it is over */
  async cancel(tx: Transaction, by: Author, id: number): Promise<BulkRow> {
    const bulk = await this.#mine(tx, by.principal, id)
    if (bulk.finished_at) throw new AppError('rule-violated', { detail: 'This change is over already.' })
    return changeBulk(tx, id, { is_cancelled: true })
  }

  list(principal: Principal): Promise<BulkRow[]> {
    return bulksOf(this.#needs.db, principal.userId)
  }

  /** @throws AppError "not-found" */
  async one(principal: Principal, id: number): Promise<BulkRow> {
    const bulk = await findBulk(this.#needs.db, id, principal.userId)
    if (!bulk) throw new AppError('not-found')
    return bulk
  }

  /** A change as this person is shown it; of the fields that it gives only the names. */
  told(principal: Principal, row: BulkRow): Bulk {
    const { assigned_to, add_tags, remove_tags, fields, status, stage_id } = row.params
    const { custom = {}, ...plain } = fields ?? {}
    const names = [...Object.keys(plain), ...Object.keys(custom).map(key => `custom.${key}`)]
    return {
      id: row.id,
      action: row.action,
      params: {
        ...(assigned_to !== undefined && { assigned_to }),
        ...(add_tags && { add_tags }),
        ...(remove_tags && { remove_tags }),
        ...(fields && { fields: names }),
        ...(status && { status }),
        ...(stage_id !== undefined && { stage_id }),
      },
      undo_of: row.undo_of,
      undone_by: row.undone_by,
      status: row.status,
      total: row.total,
      done: row.done,
      changed: row.changed,
      same: row.same,
      failed: row.failed,
      failure: row.failure,
      may_undo:
        row.action !== 'undo' && this.#isUndoable(row) && holdsAll(principal, rightsToUndo(row.action)),
      created_at: row.created_at.toISOString(),
      finished_at: row.finished_at?.toISOString() ?? null,
    }
  }

  #isUndoable(bulk: BulkRow): boolean {
    const { now, converter } = this.#needs
    if (bulk.action === 'undo' || bulk.undone_by !== null || !bulk.finished_at || bulk.changed === 0)
      return false
    const days = bulk.action === 'convert' ? converter().undoDays : UNDO_DAYS
    return now().getTime() - bulk.finished_at.getTime() < days * 86_400_000
  }

  /** Leads that could not be changed, with the reason.
   *  @throws AppError "not-found" */
  async failures(
    principal: Principal,
    id: number,
    { limit = 50, cursor }: { limit?: number; cursor?: string },
  ): Promise<{
    data: { lead_id: number; name: string | null; reason: string }[]
    next_cursor: string | null
  }> {
    const { db, reader } = this.#needs
    await this.one(principal, id)
    const question = `bulk-${id}`
    const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, question, ['integer'])[0])
    const found = await failuresOf(db, id, after, limit + 1)
    const shown = found.slice(0, limit)
    const names = await reader.namesOf(
      principal,
      shown.map(one => one.lead_id),
    )
    const last = found.length > limit ? shown.at(-1) : undefined
    return {
      data: shown.map(one => ({ ...one, name: names.get(one.lead_id) ?? null })),
      next_cursor: last ? encodeCursor({ q: question, k: [last.lead_id] }) : null,
    }
  }

  async #mine(tx: Transaction, principal: Principal, id: number): Promise<BulkRow> {
    const bulk = await lockBulk(tx, id)
    if (bulk?.user_id !== principal.userId) throw new AppError('not-found')
    return bulk
  }

  async #insert(
    tx: Transaction,
    by: Author,
    {
      given,
      ...bulk
    }: Pick<BulkRow, 'action' | 'params' | 'undo_of'> & {
      selection: FrozenSelection
      given: readonly GivenToLead[]
    },
  ): Promise<BulkRow> {
    const { neighbours, crypto, job, now } = this.#needs
    const row = await insertBulk(tx, {
      ...bulk,
      ...sealGiven(crypto, given),
      user_id: by.principal.userId,
      request: by.request,
      created_at: now(),
    })
    if (!row) {
      const detail = 'Another change of yours is still under way. Wait for it, or cancel it.'
      throw new AppError('already-exists', { detail })
    }
    await addJob(tx, job, { bulk_id: row.id })
    const details = {
      bulk_id: row.id,
      change: bulk.action,
      ...(bulk.undo_of !== null && { undo_of: bulk.undo_of }),
    }
    neighbours.audit(tx, { ...by, action: 'started_bulk_change', details })
    return row
  }

  /** What can be told at once is not told 12,000 times. */
  async #check(principal: Principal, params: BulkParams): Promise<void> {
    const { neighbours, fields } = this.#needs
    if (params.assigned_to != null) chooseOwner(principal, params.assigned_to, await neighbours.people.all())
    if (params.fields?.custom) await fields.edited({}, params.fields.custom)
    if (params.fields?.campaign_id != null && !(await neighbours.campaigns.has(params.fields.campaign_id)))
      throw ruled('fields.campaign_id', 'There is no such campaign')
    const stage =
      params.stage_id === undefined ? undefined : (await neighbours.stages.all()).get(params.stage_id)
    if (params.stage_id !== undefined && !stage) throw ruled('stage_id', 'There is no such stage')
    const status = stage?.category ?? params.status
    if (status === 'converted') {
      const message = 'Leads are converted one by one'
      throw new AppError('conversion-required', {
        errors: [{ path: params.stage_id === undefined ? 'status' : 'stage_id', message }],
      })
    }
    if (status === 'lost' && !params.lost_reason) throw ruled('lost_reason', 'Say why the leads were lost')
  }

  async #freeze(principal: Principal, action: BulkAction, selection: Selection): Promise<FrozenSelection> {
    const { ids, filters, except = [] } = await this.#demandOne(selection)
    if (ids) return { ids }
    if (!filters) return { ids: [] }
    if (filters.q === undefined) return { filters, except }
    const found = await this.#needs.reader.ids(principal, filters, actionOn(action), {
      limit: MOST_SEARCHED + 1,
    })
    if (found.length > MOST_SEARCHED)
      throw ruled('selection.filters.q', 'This finds too many leads to change at once: search for more words')
    const kept = new Set(except)
    return { ids: found.filter(id => !kept.has(id)) }
  }

  /** Wrong filters are told now, not by the job. */
  async #demandOne(selection: Selection): Promise<Selection> {
    const { ids, filters } = selection
    if ((ids === undefined) === (filters === undefined))
      throw invalidInput('selection', 'must be either ids or filters')
    if (filters) await this.#needs.fields.filtersIn(filters)
    return selection
  }
}

const OPPOSITE: Partial<Record<BulkAction, BulkAction>> = { delete: 'restore', restore: 'delete' }

const ruled = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })

const rightsToUndo = (action: BulkAction): readonly Right[] =>
  action === 'convert' ? ['unconvert'] : RIGHTS[OPPOSITE[action] ?? action]

const holdsAll = (principal: Principal, rights: readonly Right[]): boolean =>
  rights.every(right => scopeOf(principal, 'CRM', right) !== null)

function demandRights(asker: Principal, rights: readonly Right[]): Principal {
  const principal = narrowed(asker)
  if (principal && holdsAll(principal, rights)) return principal
  const message = 'Your role does not do this to leads'
  throw new AppError('forbidden', { errors: [{ path: 'action', message }] })
}

function demandParams(action: BulkAction, params: BulkParams): void {
  const { takes, oneOf } = TOLD[action]
  const given = (Object.keys(params) as (keyof BulkParams)[]).filter(name => params[name] !== undefined)
  const odd = given.find(name => !takes.includes(name))
  if (odd) throw invalidInput(odd, `is not for ${action}`)
  if (oneOf.length > 0 && !oneOf.some(name => given.includes(name)))
    throw invalidInput(oneOf[0] ?? action, `must be given to ${action}`)
}

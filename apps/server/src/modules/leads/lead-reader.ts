import { createHash } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import { type BatchedLookup, batchedLookup } from '../../platform/database/batched-lookup.ts'
import type { Connection } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import { scopeCondition } from '../access/index.ts'
import { openContact } from './contact.ts'
import { deedCondition } from './deed-filter.ts'
import type { FieldCatalogue } from './fields/field-catalogue.ts'
import { mayDo } from './lead-deeds.ts'
import { leadConditions, type Where } from './lead-filter.ts'
import { LeadObjectCache } from './lead-object-cache.ts'
import { isCustomSort, type LeadOrder, leadOrder } from './lead-order.ts'
import { type LeadNames, type LeadRow, toLead } from './lead-row.ts'
import { LeadRowCache } from './lead-row-cache.ts'
import { resolveSearch } from './lead-search.ts'
import { newestFound } from './lead-search-page.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import {
  findByIds,
  findStandings,
  type LeadStanding,
  type ListedLead,
  listLeads,
} from './leads.repository.ts'
import type { Lead, LeadFilters, LeadListQuery, LeadSort } from './leads.schemas.ts'

/** Settings of the firm that reading and writing leads depend on. */
export interface LeadSettings {
  currency: string
  /** ISO 3166 alpha-2: of phones without a country code. */
  country: string
  timeZone: string
}

export interface LeadReaderNeeds {
  db: Connection
  crypto: Crypto
  settings: LeadSettings
  neighbours: Pick<LeadNeighbours, 'people' | 'stages' | 'campaigns' | 'noteContactsRead'>
  fields: FieldCatalogue
}

type ReadAction =
  | 'view'
  | 'edit'
  | 'move'
  | 'delete'
  | 'restore'
  | 'export'
  | 'merge'
  | 'convert'
  | 'unconvert'
  | 'export_person'
  | 'erase'

/** Whoever was erased is a row for figures, which nobody changes. */
const CHANGES: ReadonlySet<ReadAction> = new Set(['edit', 'move', 'merge', 'convert', 'unconvert'])

const COLUMNS = { owner: 'l.assigned_to', team: 'l.team_id' }

const PAGE_HEAD = Buffer.from('{"data":[')
const COMMA = Buffer.from(',')

/** Ties a cursor to its question; nothing secret. */
const hashOf = (question: string): string =>
  createHash('sha256').update(question).digest('base64url').slice(0, 16)

/** The rule of `scope` for a lead that has been read: deleted ones are there for those who may restore them, merged ones for nobody. */
function isVisible(principal: Principal, lead: LeadStanding): boolean {
  return lead.merged_into === null && mayDo(principal, 'view', lead)
}

/** Reads leads as one person may see them. */
export class LeadReader {
  readonly cache = new LeadRowCache()
  readonly #objects = new LeadObjectCache()
  readonly #caches: Pick<LeadRowCache, 'forget'>[] = [this.cache, this.#objects]
  /** What the names were last taken from: what is made with names is right as long as these stay. */
  namesKept: readonly unknown[] = []
  readonly #needs: LeadReaderNeeds

  readonly #standing: BatchedLookup<number, LeadStanding>
  readonly #row: BatchedLookup<number, LeadRow>

  constructor(needs: LeadReaderNeeds) {
    this.#needs = needs
    const byId = <T extends { id: number }>(rows: readonly T[]) => new Map(rows.map(row => [row.id, row]))
    this.#standing = batchedLookup(async ids => byId(await findStandings(needs.db, ids)))
    this.#row = batchedLookup(async ids => byId(await findByIds(needs.db, ids)))
  }

  /** What this person's role and teams let them reach, as a condition on `leads l`; of several actions, what all of them reach. */
  scope(principal: Principal, ...actions: ReadAction[]): Where {
    const values: unknown[] = []
    const parts = actions.map(action => scopeCondition(principal, 'CRM', action, COLUMNS, values))
    if (actions.some(action => CHANGES.has(action))) parts.push('l.erased_at IS NULL')
    return { sql: parts.join(' AND '), values, isPlain: true }
  }

  /** The condition of a list, count or export; null when the search text cannot match anything. */
  async where(
    principal: Principal,
    filters: LeadFilters,
    action: ReadAction = 'view',
  ): Promise<Where | null> {
    const { db, crypto, settings } = this.#needs
    const where = this.scope(principal, filters.deleted ? 'restore' : action)
    if (filters.in_reports)
      where.sql += ` AND ${scopeCondition(principal, 'Analytics', 'view', COLUMNS, where.values)}`
    const search = filters.q === undefined ? [] : await resolveSearch(db, crypto, filters.q, settings.country)
    if (search === null) return null
    leadConditions(filters, search, settings.timeZone, where, await this.#needs.fields.filtersIn(filters))
    const put = (value: unknown) => `$${where.values.push(value)}`
    const reach = (columns: typeof COLUMNS) =>
      scopeCondition(principal, 'Analytics', 'view', columns, where.values)
    const deed = deedCondition(filters, settings.timeZone, put, filters.in_reports ? reach : null)
    if (deed) where.sql += ` AND ${deed}`
    return where
  }

  /** All leads that the filters find, by id, read at one moment; with `at` only those that stand as they did then. */
  async ids(
    principal: Principal,
    filters: LeadFilters,
    action: ReadAction,
    { at, limit }: { at?: Date; limit?: number } = {},
  ): Promise<number[]> {
    const where = await this.where(principal, filters, action)
    if (!where) return []
    const values = [...where.values]
    const put = (value: unknown) => `$${values.push(value)}`
    const then = at ? ` AND l.created_at <= ${put(at)} AND l.updated_at <= ${put(at)}` : ''
    const most = limit === undefined ? '' : ` LIMIT ${put(limit)}`
    const [found] = await this.#needs.db.rows<{ ids: number[] | null }>(
      `SELECT array_agg(id ORDER BY id) AS ids FROM (SELECT l.id FROM leads l WHERE ${where.sql}${then}${most}) AS f`,
      values,
    )
    return found?.ids ?? []
  }

  /** Those of these living leads that the person may do this to, by id. */
  async within(principal: Principal, ids: readonly number[], action: ReadAction): Promise<number[]> {
    const { sql, values } = this.scope(principal, action)
    const rows = await this.#needs.db.rows<{ id: number }>(
      `SELECT l.id FROM leads l WHERE ${sql} AND l.deleted_at IS NULL AND l.id = ANY ($${values.push(ids)}::int[]) ORDER BY l.id`,
      values,
    )
    return rows.map(row => row.id)
  }

  /** The names of those of these leads that the person sees. */
  async namesOf(principal: Principal, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map()
    const { sql, values } = this.scope(principal, 'view')
    const rows = await this.#needs.db.rows<{ id: number; name: string }>(
      `SELECT l.id, l.name FROM leads l WHERE ${sql} AND l.id = ANY ($${values.push(ids)}::int[])`,
      values,
    )
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** How a list is ordered.
   *  @throws AppError "invalid-input" for a field that lists are not sorted by */
  async order(sort: LeadSort, inBin?: boolean): Promise<LeadOrder> {
    if (!isCustomSort(sort)) return leadOrder(sort, inBin)
    const descending = sort.startsWith('-')
    const key = sort.slice('custom.'.length + (descending ? 1 : 0))
    return { ...(await this.#needs.fields.keyOf(key)), descending, isSparse: true }
  }

  /** A page as JSON. What a search finds comes newest first when no order is asked for. */
  async page(principal: Principal, { cursor, limit = 50, sort, ...filters }: LeadListQuery): Promise<Buffer> {
    const isSearch = filters.q !== undefined && sort === undefined
    const order = await this.order(sort ?? '-created_at', filters.deleted)
    const question = hashOf(JSON.stringify([sort, Object.entries(filters).sort()]))
    const keyPart = isSearch ? 'integer' : order.part
    const position =
      cursor === undefined ? null : decodeCursor(cursor, question, [keyPart, 'integer'], order.isSparse)
    const found = isSearch
      ? await this.#searched(principal, filters, position, limit + 1)
      : await this.#listed(principal, filters, order, position, limit + 1)
    const shown = found.slice(0, limit)
    this.#needs.neighbours.noteContactsRead(principal, shown.length)
    const last = found.length > limit ? shown.at(-1) : undefined
    const next = last ? JSON.stringify(encodeCursor({ q: question, k: [last.key, last.id] })) : 'null'
    const parts = (await this.#asJson(shown)).flatMap((lead, i) => (i === 0 ? [lead] : [COMMA, lead]))
    return Buffer.concat([PAGE_HEAD, ...parts, Buffer.from(`],"next_cursor":${next}}`)])
  }

  async #listed(
    principal: Principal,
    filters: LeadFilters,
    order: LeadOrder,
    position: readonly unknown[] | null,
    limit: number,
  ): Promise<ListedLead[]> {
    const where = await this.where(principal, filters)
    return where ? listLeads(this.#needs.db, where, order, position, limit) : []
  }

  async #searched(
    principal: Principal,
    { q = '', ...filters }: LeadFilters,
    position: readonly unknown[] | null,
    limit: number,
  ): Promise<ListedLead[]> {
    const { db, crypto, settings } = this.#needs
    const terms = await resolveSearch(db, crypto, q, settings.country)
    const where = await this.where(principal, filters)
    if (!terms || !where) return []
    const beforeId = position === null ? null : Number(position[1])
    return newestFound(db, { where, terms, beforeId, limit })
  }

  /** Where a lead stands.
   *  @throws AppError "not-found" when there is none within the caller's reach */
  async standing(principal: Principal, id: number): Promise<LeadStanding> {
    const standing = await this.#standing(id)
    if (!standing || !isVisible(principal, standing)) throw new AppError('not-found')
    return standing
  }

  /** Whether there is such a lead within the caller's reach. */
  async isInReach(principal: Principal, id: number): Promise<boolean> {
    const standing = await this.#standing(id)
    return standing !== undefined && isVisible(principal, standing)
  }

  /** One lead as JSON.
   *  @throws AppError "not-found" when there is none within the caller's reach */
  async one(principal: Principal, id: number): Promise<{ json: Buffer; version: number }> {
    const standing = await this.standing(principal, id)
    const names = await this.names()
    const ready = this.cache.get(id, standing.row_rev)
    if (ready !== undefined) return { json: ready, version: standing.version }
    const row = await this.#row(id)
    // Between the two readings the lead may have moved out of reach.
    if (!row || !isVisible(principal, row)) throw new AppError('not-found')
    return { json: this.#remember(row, names), version: row.version }
  }

  /** Leads that other modules show beside their own records, as the caller sees them: those out of reach are left out, but for
   *  the living ones in `letIn`, which the caller has to do with. */
  async several(
    principal: Principal,
    ids: readonly number[],
    letIn: readonly number[] = [],
  ): Promise<Map<number, Lead>> {
    const standings = await findStandings(this.#needs.db, [...new Set(ids)])
    const seen = standings.filter(
      one => isVisible(principal, one) || (one.deleted_at === null && letIn.includes(one.id)),
    )
    await this.names()
    const found = new Map<number, Lead>()
    const missing: ListedLead[] = []
    for (const { id, row_rev } of seen) {
      const lead = this.#objects.get(id, row_rev)
      if (lead) found.set(id, lead)
      else missing.push({ id, row_rev, key: row_rev })
    }
    if (missing.length === 0) return found
    for (const text of await this.#asJson(missing)) {
      const lead: Lead = JSON.parse(text.toString())
      found.set(lead.id, lead)
    }
    for (const { id, row_rev } of missing) {
      const lead = found.get(id)
      if (lead) this.#objects.set(row_rev, lead)
    }
    return found
  }

  async toLead(row: LeadRow): Promise<Lead> {
    return toLead(row, openContact(this.#needs.crypto, row.contact), await this.names())
  }

  /** Has what is kept elsewhere of leads forgotten with the rest. */
  addCache(cache: LeadRowCache): void {
    this.#caches.push(cache)
  }

  /** Somebody was erased: nothing that was prepared of leads stays in memory. */
  forgetPrepared(): void {
    for (const cache of this.#caches) cache.forget()
  }

  /** The names that leads show. Forgets prepared leads when one of them has changed. */
  async names(): Promise<LeadNames> {
    const { people, stages, campaigns } = this.#needs.neighbours
    const [person, stage, campaign] = await Promise.all([people.all(), stages.all(), campaigns.names()])
    this.namesKept = [person, stage, campaign]
    this.cache.keepWhile(this.namesKept)
    this.#objects.keepWhile(this.namesKept)
    return {
      currency: this.#needs.settings.currency,
      person: id => person.get(id)?.name,
      stage: id => stage.get(id)?.name,
      campaign: id => campaign.get(id),
    }
  }

  async #asJson(listed: readonly ListedLead[]): Promise<Buffer[]> {
    const names = await this.names()
    const ready = new Map<number, Buffer>()
    const missing: number[] = []
    for (const { id, row_rev } of listed) {
      const json = this.cache.get(id, row_rev)
      if (json === undefined) missing.push(id)
      else ready.set(id, json)
    }
    if (missing.length > 0) {
      for (const row of await findByIds(this.#needs.db, missing))
        ready.set(row.id, this.#remember(row, names))
    }
    return listed.flatMap(({ id }) => ready.get(id) ?? [])
  }

  #remember(row: LeadRow, names: LeadNames): Buffer {
    const json = JSON.stringify(toLead(row, openContact(this.#needs.crypto, row.contact), names))
    return this.cache.set(row.id, row.row_rev, json)
  }
}

import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { statementName } from '../../platform/database/statement.ts'
import { scopeCondition } from '../access/index.ts'
import { toLiveLead } from './lead-live.ts'
import type { LeadReader } from './lead-reader.ts'
import { LeadRowCache } from './lead-row-cache.ts'
import { findByIds } from './leads.repository.ts'
import type { LeadFilters } from './leads.schemas.ts'

/** Beyond this many leads of a column a filtered count stops and says so. */
const MOST_COUNTED = 10_000
/** Beyond this many sleeping leads of a column their count stops. */
const MOST_ASLEEP = 1000
/** Memory for cards that are ready: some 60,000 of half a kilobyte. */
const CARD_BYTES = 32 * 1024 * 1024

/** Filters of a board: those of a list; deleted leads stand on none. */
export type BoardFilters = Omit<LeadFilters, 'deleted'>

/** Which cards of which stages. */
export interface CardsQuestion {
  stageIds: readonly number[]
  filters: BoardFilters
  /** Cards of each stage, 0 for none. */
  limit: number
  /** By priority, the highest on top, in place of the order in which people have put them. */
  byPriority?: boolean | undefined
  /** Only below this card. */
  after?: CardPlace | undefined
  /** Sleeping leads in place of those that are awake. */
  asleep?: boolean | undefined
}

/** Where a card stands in its column: its position or priority, whichever the column goes by; the highest is on top. */
export interface CardPlace {
  /** Null: without a priority, below all that have one. */
  key: number | null
  id: number
}

/** A card, found but not read yet. */
export interface FoundCard extends CardPlace {
  row_rev: number
}

export interface StageCards {
  stageId: number
  /** The topmost first. */
  cards: FoundCard[]
}

export interface StageSum {
  stageId: number
  /** All leads of the stage, the sleeping ones among them. */
  count: number
  capped: boolean
  budgetSum: number
  /** How many of them sleep, 1,000 at most. */
  asleep: number
}

/** Reads columns of the board as one person may see them. */
export class LeadBoard {
  readonly #db: Connection
  readonly #reader: LeadReader
  /** Cards as JSON, under the revision of their row. */
  readonly #ready = new LeadRowCache(CARD_BYTES)

  constructor(db: Connection, reader: LeadReader) {
    this.#db = db
    this.#reader = reader
    reader.addCache(this.#ready)
  }

  /** The topmost cards of each stage, one statement for all. */
  async cards(principal: Principal, question: CardsQuestion): Promise<StageCards[]> {
    const { stageIds, filters, limit, after, asleep = false, byPriority = false } = question
    const where = limit === 0 ? null : await this.#reader.where(principal, filters)
    if (!where) return stageIds.map(stageId => ({ stageId, cards: [] }))
    const values = [...where.values]
    const put = (value: unknown) => `$${values.push(value)}`
    const below = after ? ` AND ${isBelow(after, byPriority, put)}` : ''
    const { key, from, stands, order } = asleep ? ASLEEP : byPriority ? BY_PRIORITY : BY_POSITION
    const text = `SELECT s.id AS "stageId", c.id, c.row_rev, c.key
      FROM unnest(${put(stageIds)}::int[]) AS s (id) CROSS JOIN LATERAL (
        SELECT l.id, l.row_rev, ${key} AS key FROM ${from}
        WHERE ${where.sql} AND ${stands}${below}
        ORDER BY ${order} LIMIT ${put(limit)}
      ) AS c`
    const found = await this.#db.rows<FoundCard & { stageId: number }>(
      text,
      values,
      where.isPlain ? statementName(text) : undefined,
    )
    const byStage = Map.groupBy(found, card => card.stageId)
    return stageIds.map(stageId => ({ stageId, cards: byStage.get(stageId) ?? [] }))
  }

  /** Counts and sums of each stage: from the roll-ups where nothing but owners is asked for, else counted, up to 10,000. */
  async sums(
    principal: Principal,
    stageIds: readonly number[],
    filters: BoardFilters,
  ): Promise<ReadonlyMap<number, StageSum>> {
    const asked = Object.keys(filters).filter(name => filters[name as keyof BoardFilters] !== undefined)
    const isRolledUp = asked.every(name => name === 'assigned_to')
    const sums = isRolledUp
      ? await this.#rolledUp(principal, stageIds, filters)
      : await this.#counted(principal, stageIds, filters)
    return new Map(sums.map(sum => [sum.stageId, sum]))
  }

  /** The cards as JSON, in the order given; what is not ready is read by one statement. */
  async asJson(cards: readonly FoundCard[]): Promise<string[]> {
    const names = await this.#reader.names()
    this.#ready.keepWhile(this.#reader.namesKept)
    const ready = new Map<number, string>()
    const missing: number[] = []
    for (const { id, row_rev } of cards) {
      const json = this.#ready.get(id, row_rev)?.toString()
      if (json === undefined) missing.push(id)
      else ready.set(id, json)
    }
    if (missing.length > 0) {
      for (const row of await findByIds(this.#db, missing)) {
        const json = JSON.stringify(toLiveLead(row, names))
        this.#ready.set(row.id, row.row_rev, json)
        ready.set(row.id, json)
      }
    }
    return cards.flatMap(({ id }) => ready.get(id) ?? [])
  }

  #rolledUp(
    principal: Principal,
    stageIds: readonly number[],
    { assigned_to }: BoardFilters,
  ): Promise<StageSum[]> {
    const values: unknown[] = []
    const put = (value: unknown) => `$${values.push(value)}`
    const owners = assigned_to?.map(id => (id === 'none' ? 0 : Number(id))) ?? []
    const inScope = (owner: string, team: string, noOwner = 'false') => {
      const scope = scopeCondition(principal, 'CRM', 'view', { owner, team }, values)
      if (owners.length === 0) return scope
      const anyOf = `${owner} = ANY (${put(owners)}::int[])`
      return `${scope} AND ${owners.includes(0) ? `(${anyOf} OR ${noOwner})` : anyOf}`
    }
    const asleepScope = inScope('l.assigned_to', 'l.team_id', 'l.assigned_to IS NULL')
    const text = `WITH sums AS (
        SELECT stage_id, sum(n) AS n, sum(budget) AS budget FROM (
          SELECT value::int AS stage_id, n, budget FROM lead_counts c
          WHERE c.dimension = 'stage_id' AND c.value = ANY (${put(stageIds.map(String))}::text[]) AND ${inScope('c.owner_id', 'c.team_id')}
          UNION ALL
          SELECT stage_id, n, budget FROM lead_count_deltas d WHERE d.stage_id = ANY (${put(stageIds)}::int[]) AND ${inScope('d.owner_id', 'd.team_id')}
        ) AS counts GROUP BY 1
      )
      SELECT s.id AS "stageId", coalesce(sums.n, 0)::bigint AS count, false AS capped, coalesce(sums.budget, 0) AS "budgetSum",
        (SELECT count(*) FROM (
          SELECT FROM leads l WHERE l.stage_id = s.id AND l.deleted_at IS NULL AND l.sleeps_until IS NOT NULL AND ${asleepScope} LIMIT ${MOST_ASLEEP}
        ) AS a) AS asleep
      FROM unnest(${put(stageIds)}::int[]) AS s (id) LEFT JOIN sums ON sums.stage_id = s.id`
    return this.#db.rows<StageSum>(text, values, statementName(text))
  }

  async #counted(
    principal: Principal,
    stageIds: readonly number[],
    filters: BoardFilters,
  ): Promise<StageSum[]> {
    const where = await this.#reader.where(principal, filters)
    if (!where) return []
    const values = [...where.values]
    const put = (value: unknown) => `$${values.push(value)}`
    const sums = await this.#db.rows<StageSum>(
      `SELECT s.id AS "stageId", c.count, c.count > ${MOST_COUNTED} AS capped, c."budgetSum", c.asleep
       FROM unnest(${put(stageIds)}::int[]) AS s (id) CROSS JOIN LATERAL (
         SELECT count(*) AS count, coalesce(sum(f.budget), 0) AS "budgetSum",
           least(count(*) FILTER (WHERE f.sleeps_until IS NOT NULL), ${MOST_ASLEEP}) AS asleep
         FROM (
           SELECT l.budget, l.sleeps_until FROM leads l WHERE ${where.sql} AND l.stage_id = s.id LIMIT ${MOST_COUNTED + 1}
         ) AS f
       ) AS c`,
      values,
    )
    return sums.map(sum => ({ ...sum, count: Math.min(sum.count, MOST_COUNTED) }))
  }
}

/** What stands in a column: its cards' key, where they are found, which are of the stage `s`, and in what order. */
const BY_POSITION = {
  key: 'l.position',
  from: 'leads l',
  stands: `l.stage_id = s.id AND l.sleeps_until IS NULL AND l.status <> 'lost'`,
  order: 'l.position DESC',
}
const ASLEEP = {
  ...BY_POSITION,
  stands: 'l.stage_id = s.id AND l.sleeps_until IS NOT NULL',
  order: 'l.sleeps_until, l.id',
}
const BY_PRIORITY = {
  key: 'k.priority',
  from: 'lead_ranks k JOIN leads l ON l.id = k.lead_id',
  stands: 'k.board_stage = s.id',
  order: 'k.priority DESC NULLS LAST, k.lead_id DESC',
}

function isBelow({ key, id }: CardPlace, byPriority: boolean, put: (value: unknown) => string): string {
  if (!byPriority)
    return `l.position <= ${put(key)}::bigint AND (l.position, l.id) < (${put(key)}::bigint, ${put(id)}::int)`
  if (key === null) return `k.priority IS NULL AND k.lead_id < ${put(id)}::int`
  return `(k.priority IS NULL OR (k.priority, k.lead_id) < (${put(key)}::int, ${put(id)}::int))`
}

import { createHash } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import { AppError, invalidInput } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import type { BoardFilters, CardPlace, FoundCard, LeadBoard, StageSum } from '../leads/index.ts'
import type { StageRow } from './pipelines.repository.ts'
import { type BoardQuery, CARDS } from './pipelines.schemas.ts'
import type { StageCatalogue } from './stage-catalogue.ts'

/** A column: a stage, or on the board of all pipelines the stages of one category. */
interface Column {
  key: string
  stageId: number | null
  name: string
  category: StageRow['category']
  stages: readonly StageRow[]
}

/** Columns of the board of all pipelines, and what they are called. */
const CATEGORIES = [
  { category: 'new', name: 'New' },
  { category: 'contacted', name: 'Contacted' },
  { category: 'qualified', name: 'Qualified' },
  { category: 'converted', name: 'Converted' },
] as const

/** Reads boards: the columns of a pipeline, or of all. */
export class BoardService {
  readonly #catalogue: StageCatalogue
  readonly #leads: LeadBoard

  constructor(catalogue: StageCatalogue, leads: LeadBoard) {
    this.#catalogue = catalogue
    this.#leads = leads
  }

  /** A board as JSON text.
   *  @throws AppError "not-found" when there is no such pipeline, "invalid-input" for a column it does not have or a cursor of those that sleep, "invalid-cursor" */
  async read(principal: Principal, pipeline: string, query: BoardQuery): Promise<string> {
    const { limit = CARDS, column: key, cursor, asleep, sort = '-position', ...filters } = query
    const byPriority = sort === '-priority'
    const { columns, lostStageId } = await this.#columns(pipeline)
    const wanted = key === undefined ? columns : columns.filter(column => column.key === key)
    if (wanted.length === 0) throw invalidInput('column', 'is not a column of this board')
    if (asleep && cursor !== undefined) throw invalidInput('cursor', 'does not go with asleep')
    const question = questionOf(pipeline, filters, sort)
    const after = afterOf(cursor, key, { question, byPriority })
    const stageIds = wanted.flatMap(column => column.stages.map(stage => stage.id))
    const [found, sums] = await Promise.all([
      this.#leads.cards(principal, {
        stageIds,
        filters,
        limit: limit && limit + 1,
        after,
        asleep,
        byPriority,
      }),
      // Further cards of a column do not change its figures.
      cursor === undefined ? this.#leads.sums(principal, stageIds, filters) : new Map<number, StageSum>(),
    ])
    const byStage = new Map(found.map(({ stageId, cards }) => [stageId, cards]))
    const filled = wanted.map(column => fill(column, byStage, limit, asleep === true))
    const json = await this.#leads.asJson(filled.flatMap(column => column.cards))
    const texts = new Map(filled.flatMap(column => column.cards).map((card, i) => [card.id, json[i] ?? '']))
    const parts = filled.map(({ column, cards, isMore }) => {
      const last = isMore ? cards.at(-1) : undefined
      return withCards(
        { ...headOf(column), ...figuresOf(column, sums) },
        cards.flatMap(card => texts.get(card.id) ?? []),
        last ? encodeCursor({ q: question, k: [last.key, last.id] }) : null,
      )
    })
    return `{"columns":[${parts.join(',')}],"lost_stage_id":${lostStageId},"sort":"${sort}"}`
  }

  async #columns(pipeline: string): Promise<{ columns: Column[]; lostStageId: number | null }> {
    const pipelines = await this.#catalogue.pipelines()
    if (pipeline === 'all') {
      const stages = pipelines.flatMap(one => one.stages)
      return {
        columns: CATEGORIES.map(({ category, name }) => ({
          key: category,
          stageId: null,
          name,
          category,
          stages: stages.filter(stage => stage.category === category),
        })),
        lostStageId: null,
      }
    }
    const stages = pipelines.find(one => one.id === Number(pipeline))?.stages
    if (!stages) throw new AppError('not-found')
    return {
      columns: stages
        .filter(stage => stage.category !== 'lost')
        .map(stage => ({
          key: String(stage.id),
          stageId: stage.id,
          name: stage.name,
          category: stage.category,
          stages: [stage],
        })),
      lostStageId: stages.find(stage => stage.category === 'lost')?.id ?? null,
    }
  }
}

function afterOf(
  cursor: string | undefined,
  column: string | undefined,
  { question, byPriority }: { question: string; byPriority: boolean },
): CardPlace | undefined {
  if (cursor === undefined) return undefined
  if (column === undefined) throw invalidInput('column', 'goes with a cursor')
  const [key, id] = decodeCursor(
    cursor,
    question,
    [byPriority ? 'integer' : 'number', 'integer'],
    byPriority,
  ) as [number | null, number]
  if (key !== null && !Number.isSafeInteger(key))
    throw invalidInput('cursor', 'is not a cursor of this board')
  return { key, id }
}

/** The cards of a column out of those of its stages: the topmost of all. */
function fill(
  column: Column,
  byStage: ReadonlyMap<number, FoundCard[]>,
  limit: number,
  asleep: boolean,
): { column: Column; cards: FoundCard[]; isMore: boolean } {
  const found = column.stages.flatMap(stage => byStage.get(stage.id) ?? [])
  if (column.stages.length > 1 && !asleep) found.sort((a, b) => (b.key ?? -1) - (a.key ?? -1) || b.id - a.id)
  return { column, cards: found.slice(0, limit), isMore: !asleep && limit > 0 && found.length > limit }
}

const headOf = ({ key, stageId, name, category, stages }: Column) => ({
  key,
  stage_id: stageId,
  stage_ids: stages.map(stage => stage.id),
  name,
  category,
})

function figuresOf({ stages }: Column, sums: ReadonlyMap<number, StageSum>) {
  const parts = stages.map(stage => ({ stage, sum: sums.get(stage.id) }))
  const capped = parts.some(({ sum }) => sum?.capped)
  const total = (part: (sum: StageSum, stage: StageRow) => number) =>
    Math.round(parts.reduce((all, { stage, sum }) => all + (sum ? part(sum, stage) : 0), 0) * 100) / 100
  return {
    count: total(sum => sum.count),
    capped,
    budget_sum: capped ? null : total(sum => sum.budgetSum),
    weighted_sum: capped ? null : total((sum, stage) => (sum.budgetSum * stage.win_probability) / 100),
    asleep: total(sum => sum.asleep),
  }
}

function withCards(head: object, cards: readonly string[], cursor: string | null): string {
  return `${JSON.stringify(head).slice(0, -1)},"cards":[${cards.join(',')}],"next_cursor":${JSON.stringify(cursor)}}`
}

/** Ties a cursor to its board and filters; nothing secret. */
const questionOf = (pipeline: string, filters: BoardFilters, sort: BoardQuery['sort']): string =>
  createHash('sha256')
    .update(JSON.stringify(['board', pipeline, Object.entries(filters).sort(), sort]))
    .digest('base64url')
    .slice(0, 16)

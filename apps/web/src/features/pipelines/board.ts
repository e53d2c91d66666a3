import type { paths } from '@optimwalls/contract'
import type { StageCategory } from '../../ui/StageRing.tsx'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

export type Board = Read<'/crm/boards/{pipelineId}'>
export type Column = Board['columns'][number]
export type Card = Column['cards'][number]
export type Pipeline = Read<'/crm/pipelines'>['data'][number]
export type Stage = Pipeline['stages'][number]
export type PipelineSettings = Read<'/crm/settings/pipelines'>['data'][number]
export type StageSettings = PipelineSettings['stages'][number]
export type Moved = paths['/crm/pipelines/{leadId}']['patch']['responses'][200]['content']['application/json']

/** Filters of a board under their own names, as the list has them. */
export type BoardFilters = Omit<
  NonNullable<paths['/crm/boards/{pipelineId}']['get']['parameters']['query']>,
  'limit' | 'column' | 'cursor' | 'asleep' | 'sort' | 'duplicates'
> & { duplicates?: true }

/** One board: a pipeline's id or `all`, and which leads. */
export interface BoardKey {
  pipeline: string
  filters: BoardFilters
  /** The most urgent leads on top, in place of the order in which people have put the cards. */
  sort?: '-priority' | undefined
}

/** What is best done next with a card. */
export interface CardNext {
  /** "Book a visit" */
  words: string
  reason: string
  /** What can be expected of it. */
  effect: string
}

/** What is best done next with the cards that are looked at, by the lead's id, and how that is answered. */
export interface BoardNext {
  of: Readonly<Record<number, CardNext>>
  onLookedAt: (ids: readonly number[]) => void
  onDo: (card: Card) => void
  onDismiss: (card: Card) => void
}

/** Counts and sums of a board's columns. */
export interface BoardFigures {
  currency: string | undefined
  columns: Pick<Column, 'category' | 'count' | 'capped' | 'budget_sum' | 'weighted_sum'>[]
}

/** Where a card is put: a column, and its place among the cards that stay where they are. */
export interface Spot {
  column: string
  /** 0 is on top. */
  index: number
}

/** A stage's own colour, else that of its category. */
export const colourOf = ({
  colour,
  category,
}: {
  colour?: string | null
  category: StageCategory
}): string => (colour ? `var(--stage-${colour})` : `var(--st-${category})`)

/** The stage in which a card lands in a column: the column's own, else the first of that category in the card's pipeline. */
export function stageFor(
  column: Pick<Column, 'stage_id' | 'stage_ids' | 'category'>,
  card: Pick<Card, 'pipeline_id' | 'stage_id'>,
  pipelines: readonly Pipeline[],
): Stage | undefined {
  const own = pipelines.find(pipeline => pipeline.id === card.pipeline_id)?.stages ?? []
  if (column.stage_id !== null)
    return pipelines.flatMap(one => one.stages).find(stage => stage.id === column.stage_id)
  return (
    own.find(stage => stage.id === card.stage_id && column.stage_ids.includes(stage.id)) ??
    own.find(stage => stage.category === column.category)
  )
}

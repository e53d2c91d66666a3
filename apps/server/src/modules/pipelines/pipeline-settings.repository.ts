import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { StageCategory, StageColour } from './pipelines.repository.ts'

/** What is stored of a stage, besides its place. */
export interface StageValues {
  name: string
  category: StageCategory
  colour: StageColour | null
  win_probability: number
  stale_after_days: number | null
  enter_on_first_contact: boolean
  required_fields: string[]
  next_stage_ids: number[] | null
  note_required: boolean
}

const COLUMNS = [
  'name',
  'category',
  'colour',
  'win_probability',
  'stale_after_days',
  'enter_on_first_contact',
  'required_fields',
  'next_stage_ids',
  'note_required',
] as const satisfies readonly (keyof StageValues)[]

const valuesOf = (stage: StageValues) => COLUMNS.map(column => stage[column])

/** Holds all pipelines until the transaction ends: one change of their set-up at a time. */
export async function lockPipelines(tx: Transaction): Promise<void> {
  await tx.rows('SELECT FROM pipelines ORDER BY id FOR UPDATE')
}

/** Lets nobody change the stage until the transaction ends. */
export async function holdStage(tx: Transaction, id: number): Promise<void> {
  await tx.rows('SELECT FROM stages WHERE id = $1 FOR SHARE', [id])
}

export async function insertStage(
  tx: Transaction,
  pipelineId: number,
  position: number,
  stage: StageValues,
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO stages (pipeline_id, position, ${COLUMNS.join(', ')})
     VALUES ($1, $2, ${COLUMNS.map((_, i) => `$${i + 3}`).join(', ')}) RETURNING id`,
    [pipelineId, position, ...valuesOf(stage)],
  )
  if (!row) throw new Error('the insert returned no stage')
  return row.id
}

export async function saveStage(tx: Transaction, id: number, stage: StageValues): Promise<void> {
  await tx.rows(
    `UPDATE stages SET ${COLUMNS.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1`,
    [id, ...valuesOf(stage)],
  )
}

/** Numbers the stages of a pipeline from 1 in this order. */
export async function orderStages(tx: Transaction, stageIds: readonly number[]): Promise<void> {
  await tx.rows(
    'UPDATE stages s SET position = o.n FROM unnest($1::int[]) WITH ORDINALITY AS o (id, n) WHERE s.id = o.id',
    [stageIds],
  )
}

/** Takes a stage off its pipeline; its row stays for the history. */
export async function retireStage(tx: Transaction, id: number, movesTo: number): Promise<void> {
  await tx.rows(
    `UPDATE stages SET removed_at = now(), moves_to = $2, position = -id, enter_on_first_contact = false WHERE id = $1`,
    [id, movesTo],
  )
  await tx.rows(
    'UPDATE stages SET next_stage_ids = array_remove(next_stage_ids, $1) WHERE $1 = ANY (next_stage_ids)',
    [id],
  )
}

export async function insertPipeline(tx: Transaction, name: string, projectType: string): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO pipelines (name, project_type, position)
     VALUES ($1, $2, (SELECT coalesce(max(position), 0) + 1 FROM pipelines)) RETURNING id`,
    [name, projectType],
  )
  if (!row) throw new Error('the insert returned no pipeline')
  return row.id
}

export async function savePipeline(
  tx: Transaction,
  id: number,
  { name, position }: { name?: string | undefined; position?: number | undefined },
): Promise<void> {
  if (name !== undefined) await tx.rows('UPDATE pipelines SET name = $2 WHERE id = $1', [id, name])
  if (position === undefined) return
  await tx.rows(
    `WITH others AS (
       SELECT id, row_number() OVER (ORDER BY position, id) AS n FROM pipelines WHERE removed_at IS NULL AND id <> $1
     ), placed AS (
       SELECT id, CASE WHEN n < $2 THEN n ELSE n + 1 END AS place FROM others
       UNION ALL SELECT $1::int, least($2::bigint, (SELECT count(*) + 1 FROM others))
     )
     UPDATE pipelines p SET position = placed.place FROM placed WHERE p.id = placed.id`,
    [id, position],
  )
}

export async function retirePipeline(tx: Transaction, id: number): Promise<void> {
  await tx.rows('UPDATE pipelines SET removed_at = now() WHERE id = $1', [id])
}

/** Where leads of removed stages go. */
export const successors = (db: Connection): Promise<{ id: number; moves_to: number }[]> =>
  db.rows('SELECT id, moves_to FROM stages WHERE removed_at IS NOT NULL AND moves_to IS NOT NULL')

import type { Connection } from '../../platform/database/database.ts'

export const STAGE_CATEGORIES = ['new', 'contacted', 'qualified', 'converted', 'lost'] as const
export type StageCategory = (typeof STAGE_CATEGORIES)[number]

export const STAGE_COLOURS = ['slate', 'blue', 'teal', 'green', 'amber', 'orange', 'red', 'purple'] as const
export type StageColour = (typeof STAGE_COLOURS)[number]

export interface StageRow {
  id: number
  pipeline_id: number
  name: string
  category: StageCategory
  position: number
  /** Null: that of its category. */
  colour: StageColour | null
  /** Percent, 0 to 100. */
  win_probability: number
  stale_after_days: number | null
  enter_on_first_contact: boolean
  required_fields: string[]
  /** Null: any of its pipeline. */
  next_stage_ids: number[] | null
  note_required: boolean
}

/** A stage, also one that was removed. */
export interface KnownStageRow extends StageRow {
  removed_at: Date | null
}

export interface PipelineRow {
  id: number
  name: string
  project_type: string | null
}

/** Pipelines in order. */
export const allPipelines = (db: Connection): Promise<PipelineRow[]> =>
  db.rows('SELECT id, name, project_type FROM pipelines WHERE removed_at IS NULL ORDER BY position, id')

/** Stages in order, pipeline by pipeline; removed ones too, since the history speaks of them. */
export const allStages = (db: Connection): Promise<KnownStageRow[]> =>
  db.rows(
    `SELECT id, pipeline_id, name, category, position, colour, win_probability, stale_after_days, enter_on_first_contact,
       required_fields, next_stage_ids, note_required, removed_at
     FROM stages ORDER BY pipeline_id, position`,
  )

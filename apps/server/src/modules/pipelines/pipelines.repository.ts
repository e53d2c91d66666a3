import type { Connection } from '../../platform/database/database.ts'

export interface StageRow {
  id: number
  pipeline_id: number
  name: string
  category: 'new' | 'contacted' | 'qualified' | 'converted' | 'lost'
  position: number
  win_probability: number
  stale_after_days: number | null
  enter_on_first_contact: boolean
}

export interface PipelineRow {
  id: number
  name: string
  project_type: string | null
}

/** Pipelines in order. */
export const allPipelines = (db: Connection): Promise<PipelineRow[]> =>
  db.rows('SELECT id, name, project_type FROM pipelines ORDER BY position')

/** Stages in order, pipeline by pipeline. */
export const allStages = (db: Connection): Promise<StageRow[]> =>
  db.rows(
    `SELECT id, pipeline_id, name, category, position, win_probability, stale_after_days, enter_on_first_contact
     FROM stages ORDER BY pipeline_id, position`,
  )

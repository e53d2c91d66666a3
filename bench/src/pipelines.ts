import type pg from 'pg'
import type { Viewer } from './viewers.ts'

export interface BenchPipeline {
  id: number
  /** Stages that are columns of its board. */
  stages: number[]
  /** Stages that leads are worked on in. */
  open: number[]
}

/** The pipeline of a project type; null is the standard one. */
export async function pipelineOf(database: pg.Pool, projectType: string | null): Promise<BenchPipeline> {
  const { rows } = await database.query<{ pipeline_id: number; id: number; category: string }>(
    `SELECT s.pipeline_id, s.id, s.category FROM stages s JOIN pipelines p ON p.id = s.pipeline_id
     WHERE p.project_type IS NOT DISTINCT FROM $1 AND s.removed_at IS NULL AND s.category <> 'lost' ORDER BY s.position`,
    [projectType],
  )
  const [first] = rows
  if (!first) throw new Error(`there is no pipeline for ${projectType}`)
  return {
    id: first.pipeline_id,
    stages: rows.map(row => row.id),
    open: rows.filter(row => row.category !== 'converted').map(row => row.id),
  }
}

const SAMPLE = 2000

/** Ids of some of the viewer's leads that are worked on in this pipeline. */
export async function openLeadsOf(database: pg.Pool, viewer: Viewer, pipelineId: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM leads WHERE deleted_at IS NULL AND ${viewer.scope.column} = $1 AND pipeline_id = $2
       AND status IN ('new', 'contacted', 'qualified') LIMIT ${SAMPLE}`,
    [viewer.scope.value, pipelineId],
  )
  if (rows.length === 0) throw new Error(`The ${viewer.person} has no open leads: load more`)
  return rows.map(row => row.id)
}

import type pg from 'pg'
import type { Random } from '../random.ts'

/** Where a lead stands, and with whom. */
export interface Place {
  status: string
  pipeline_id: number
  stage_id: number
  assigned_to: number
  team_id: number
}

/** Shares of the statuses, in percent. */
const SHARES = { new: 20, contacted: 25, qualified: 20, converted: 15, lost: 20 }
const STATUSES = Object.entries(SHARES).flatMap(([status, share]) => Array<string>(share).fill(status))

/** Spreads leads over the people in teams and over the stages of the pipeline that their project type follows. */
export async function readPlaces(
  client: pg.Client,
): Promise<(projectType: string | null, random: Random) => Place> {
  const { rows: people } = await client.query<{ assigned_to: number; team_id: number }>(
    'SELECT id AS assigned_to, team_id FROM users WHERE team_id IS NOT NULL AND is_active ORDER BY id',
  )
  const { rows: stages } = await client.query<{
    project_type: string | null
    category: string
    pipeline_id: number
    stage_id: number
  }>(
    `SELECT p.project_type, s.category, s.pipeline_id, s.id AS stage_id
     FROM stages s JOIN pipelines p ON p.id = s.pipeline_id ORDER BY s.id`,
  )
  const byKind = Map.groupBy(stages, stage => `${stage.project_type} ${stage.category}`)
  return (projectType, random) => {
    const status = random.pick(STATUSES)
    const { pipeline_id, stage_id } = random.pick(byKind.get(`${projectType} ${status}`) ?? [])
    return { status, pipeline_id, stage_id, ...random.pick(people) }
  }
}

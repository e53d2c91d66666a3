import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { KickOffPlan, KickOffStep } from './kick-off.schemas.ts'

export type StoredKickOff = Omit<KickOffPlan, 'currency'>
type ProjectType = 'residential' | 'commercial' | 'high_budget'

/** Everything at one moment. */
export async function readKickOff(db: Connection): Promise<StoredKickOff> {
  const [row] = await db.rows<{
    high_budget_from: number | null
    version: number
    steps: (KickOffStep & { project_type: ProjectType })[]
  }>(
    `SELECT p.high_budget_from, p.version, coalesce((
       SELECT json_agg(json_build_object('project_type', s.project_type, 'title', s.title, 'kind', s.kind, 'who', s.who,
         'anchor', s.anchor, 'days', s.days) ORDER BY s.position, s.id) FROM kick_off_steps s), '[]') AS steps
     FROM kick_off_plan p`,
    [],
    'kick-off-plan',
  )
  if (!row) throw new Error('the row of the kick-off plan is gone')
  const of = (type: ProjectType) =>
    row.steps.flatMap(({ project_type, ...step }) => (project_type === type ? [step] : []))
  return {
    high_budget_from: row.high_budget_from,
    residential: of('residential'),
    commercial: of('commercial'),
    high_budget: of('high_budget'),
    version: row.version,
  }
}

/** One who changes it at a time. */
export const lockKickOff = (tx: Transaction): Promise<unknown> =>
  tx.rows('SELECT FROM kick_off_plan FOR UPDATE', [])

/** Puts this in place of all, one version on. */
export async function writeKickOff(tx: Transaction, plan: Omit<StoredKickOff, 'version'>): Promise<void> {
  const steps = (['residential', 'commercial', 'high_budget'] as const).flatMap(type =>
    plan[type].map((step, position) => ({
      ...step,
      title: step.title.trim(),
      project_type: type,
      position,
    })),
  )
  await tx.rows('DELETE FROM kick_off_steps', [])
  await tx.rows(
    `INSERT INTO kick_off_steps (project_type, position, title, kind, who, anchor, days)
     SELECT project_type, position, title, kind, who, anchor, days
     FROM jsonb_to_recordset($1::jsonb) AS s (project_type text, position int, title text, kind text, who text, anchor text, days int)`,
    [JSON.stringify(steps)],
  )
  await tx.rows('UPDATE kick_off_plan SET high_budget_from = $1, version = version + 1', [
    plan.high_budget_from,
  ])
}

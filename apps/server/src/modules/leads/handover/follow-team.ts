import { Type } from 'typebox'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { type Events, publish, subscribe } from '../../../platform/events/events.ts'
import { addJob, defineJob } from '../../../platform/jobs/jobs.ts'

/** Leads of one transaction. */
const BATCH = 500

/** A lead whose owner is in another team from now on: shown to the pages of that team, gone from those of the former one. */
export const LEAD_TEAM_FOLLOWED = 'lead.team_followed'

/** Who moved: the leads of a person, or all of a team that was deleted. */
const Moved = Type.Object(
  { user_id: Type.Optional(Type.Integer()), team_id: Type.Optional(Type.Integer()) },
  { additionalProperties: false },
)

interface Follower {
  id: number
  owner_id: number | null
  was_team_id: number | null
  team_id: number | null
}

/** The team on a lead is that of its owner: it follows when the owner changes teams, or the team is deleted. A job, since there may be
 *  many; each batch stands for itself, and what a run that ended left over the next one finds. */
export function followTeam({ db, events }: { db: Database; events: Events }) {
  const job = defineJob({
    name: 'leads-follow-team',
    schema: Moved,
    maxAttempts: 10,
    async run(moved, run) {
      for (let followed = BATCH; followed === BATCH; ) {
        run.signal.throwIfAborted()
        followed = await db.inTransaction(tx => moveBatch(tx, moved))
      }
    },
    async onFailed(moved, error, run) {
      run.log.error({ err: error, moved }, 'leads: some leads did not follow their owner into another team')
    },
  })

  subscribe(
    events,
    'leads-follow-team',
    ['access.user_changed', 'access.team_deleted'],
    async (event, tx) => {
      const { user_id, team_id, fields } = event.data
      if (event.name === 'access.team_deleted' && typeof team_id === 'number')
        await addJob(tx, job, { team_id })
      const hasMoved = Array.isArray(fields) && fields.includes('team_id')
      if (event.name === 'access.user_changed' && typeof user_id === 'number' && hasMoved)
        await addJob(tx, job, { user_id })
    },
  )
  return job
}

/** @returns how many leads there were */
async function moveBatch(tx: Transaction, { user_id, team_id }: { user_id?: number; team_id?: number }) {
  const leads = await tx.rows<Follower>(
    user_id === undefined
      ? `SELECT l.id, l.assigned_to AS owner_id, l.team_id AS was_team_id,
                CASE WHEN u.team_id IS NULL OR u.team_id = $1 THEN t.parent_id ELSE u.team_id END AS team_id
         FROM leads l JOIN teams t ON t.id = $1 LEFT JOIN users u ON u.id = l.assigned_to
         WHERE l.team_id = $1 AND t.deleted_at IS NOT NULL ORDER BY l.id LIMIT ${BATCH} FOR UPDATE OF l`
      : `SELECT l.id, l.assigned_to AS owner_id, l.team_id AS was_team_id, u.team_id
         FROM leads l JOIN users u ON u.id = $1
         WHERE l.assigned_to = $1 AND l.team_id IS DISTINCT FROM u.team_id ORDER BY l.id LIMIT ${BATCH} FOR UPDATE OF l`,
    [user_id ?? team_id],
  )
  if (leads.length === 0) return 0
  await tx.rows(
    `UPDATE leads l SET team_id = x.team_id
     FROM jsonb_to_recordset($1::jsonb) AS x (id int, team_id int) WHERE l.id = x.id`,
    [JSON.stringify(leads.map(({ id, team_id: now }) => ({ id, team_id: now })))],
  )
  for (const { id, owner_id, team_id: now, was_team_id } of leads) {
    publish(tx, {
      name: LEAD_TEAM_FOLLOWED,
      leadId: id,
      data: { owner_id, team_id: now, was_owner_id: owner_id, was_team_id },
    })
  }
  return leads.length
}

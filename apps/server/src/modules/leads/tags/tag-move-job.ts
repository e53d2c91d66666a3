import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { SetupNews } from '../setup-news.ts'
import { sweepLeads } from '../sweep-leads.ts'
import type { TagCatalogue } from './tag-catalogue.ts'
import { allTagMoves, endTagMove } from './tags.repository.ts'

export interface TagMoveRun {
  move_id: number
  /** The second look, for what another process let through before it knew. */
  again?: boolean
}

/** After this time every process knows the move. Milliseconds. */
const STRAGGLERS_MS = 60_000

/** Takes a tag off all leads that have it, and gives them what it becomes. */
export function tagMoveJob(needs: {
  db: Database
  catalogue: TagCatalogue
  news: SetupNews
}): Job<TagMoveRun> {
  const { db, catalogue, news } = needs
  const job = defineJob({
    name: 'leads-move-tag',
    schema: Type.Object({ move_id: Type.Integer(), again: Type.Optional(Type.Boolean()) }),
    maxAttempts: 10,
    queue: 'lead-setup',
    async run({ move_id, again }, run) {
      const move = (await allTagMoves(db)).find(one => one.id === move_id)
      if (!move) return
      const { old_name, becomes, user_id } = move
      const changed = await sweepLeads(
        db,
        {
          condition: `l.tags <> '{}' AND l.tags @> ARRAY[$1]::text[]`,
          values: [old_name],
          change: ({ tags }) => ({
            tags: [...new Set(tags.flatMap(tag => (tag === old_name ? (becomes ?? []) : tag)))],
          }),
          field: 'tags',
          valueOf: ({ tags }) => tags,
          userId: user_id,
        },
        run,
      )
      if (again) await endTagMove(db, move_id)
      else {
        const runAt = new Date(Date.now() + STRAGGLERS_MS)
        await db.inTransaction(tx => addJob(tx, job, { move_id, again: true }, { runAt }))
      }
      await catalogue.renew()
      news.tell('tags')
      run.log.info({ leads: changed, move_id }, 'leads: a tag was taken off')
    },
    async onFailed({ move_id }, error, run) {
      run.log.error({ err: error, move_id }, 'leads: a tag could not be taken off all leads')
    },
  })
  return job
}

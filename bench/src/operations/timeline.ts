import type { Operation } from '../operation.ts'
import { openLeadsOf, pipelineOf } from '../pipelines.ts'

const ENTRIES = 5_000

/** The first page of the timeline of a lead with 5,000 entries. The yardstick reads the newest activities alone. */
export const timeline: Operation = {
  name: 'timeline',
  async prepare({ database, viewer, random }) {
    const pipeline = await pipelineOf(database, null)
    const ids = (await openLeadsOf(database, viewer, pipeline.id)).toSorted((a, b) => a - b).slice(0, 20)
    await database.query(
      `INSERT INTO activities (lead_id, type, note, is_contact, user_id, happened_at)
       SELECT id, 'note', 'Measured wall ' || n, false, $2, now() - make_interval(mins => n)
       FROM unnest($1::int[]) AS id CROSS JOIN generate_series(1, $3::int) AS n
       WHERE (SELECT count(*) FROM activities a WHERE a.lead_id = id) < $3`,
      [ids, viewer.userId, ENTRIES],
    )
    return {
      product: () => ({ method: 'GET', path: `/crm/activities/${random.pick(ids)}` }),
      yardstick: () => ({ method: 'GET', path: `/timeline/${random.pick(ids)}` }),
    }
  },
}

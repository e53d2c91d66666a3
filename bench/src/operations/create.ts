import { inventLead } from '../load/invent-lead.ts'
import type { Operation } from '../operation.ts'

/** A new lead. The product also looks for duplicates, encrypts, announces and audits; the yardstick inserts one row.
 *  One row each from the yardstick's viewpoint too: owner and stage are given. */
export const create: Operation = {
  name: 'create',
  async prepare({ database, viewer, random }) {
    const { rows } = await database.query(
      `SELECT u.id AS assigned_to, u.team_id, s.id AS stage_id, s.pipeline_id
       FROM users u, stages s JOIN pipelines p ON p.id = s.pipeline_id
       WHERE u.id = $1 AND p.project_type IS NULL AND s.category = 'new' LIMIT 1`,
      [viewer.userId],
    )
    const [place] = rows
    const invent = () => {
      const { name, location, budget, source, email, phone } = inventLead(random)
      return { name, location, budget, source, email, phone }
    }
    return {
      product: () => ({
        method: 'POST',
        path: '/crm/leads',
        body: { ...invent(), assigned_to: viewer.userId },
      }),
      yardstick() {
        const { name, location, budget, source } = invent()
        return {
          method: 'POST',
          path: '/leads',
          body: { name, location, budget, source, status: 'new', ...place },
        }
      },
    }
  },
}

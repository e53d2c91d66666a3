import type { Operation } from '../operation.ts'
import { drawPositions } from '../positions.ts'

/** A call is logged. The product also holds the lead, brings it up to date, announces and audits; the yardstick inserts one row. */
export const logCall: Operation = {
  name: 'log',
  async prepare({ database, viewer, random }) {
    const draw = await drawPositions(database, viewer, random)
    const body = () => ({
      lead_id: draw().id,
      type: 'call',
      outcome: 'Spoke',
      note: 'Wants the walnut',
      duration_s: 90,
    })
    return {
      product: () => ({ method: 'POST', path: '/crm/activities', body: body() }),
      yardstick: () => ({ method: 'POST', path: '/activities', body: { ...body(), user_id: viewer.userId } }),
    }
  },
}

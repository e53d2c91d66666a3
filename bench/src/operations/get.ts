import type { Operation } from '../operation.ts'
import { drawPositions } from '../positions.ts'

/** One lead with everything about it. */
export const get: Operation = {
  name: 'get',
  async prepare({ database, viewer, random }) {
    const draw = await drawPositions(database, viewer, random)
    return {
      product: () => ({ method: 'GET', path: `/crm/leads/${draw().id}` }),
      yardstick: () => ({ method: 'GET', path: `/leads/${draw().id}` }),
    }
  },
}

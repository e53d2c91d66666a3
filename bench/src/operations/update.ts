import type { Operation } from '../operation.ts'
import { drawPositions } from '../positions.ts'

/** Two fields of a lead change. */
export const update: Operation = {
  name: 'update',
  async prepare({ database, viewer, random }) {
    const draw = await drawPositions(database, viewer, random)
    const body = () => ({
      budget: 100_000 + random.below(9_000) * 1_000,
      style: `Style ${random.below(1_000)}`,
    })
    return {
      product: () => ({ method: 'PATCH', path: `/crm/leads/${draw().id}`, body: body() }),
      yardstick: () => ({ method: 'PATCH', path: `/leads/${draw().id}`, body: body() }),
    }
  },
}

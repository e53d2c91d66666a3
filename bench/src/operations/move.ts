import type { Operation } from '../operation.ts'
import { openLeadsOf, pipelineOf } from '../pipelines.ts'

/** A lead goes to another open stage. The product also holds the rules, writes history, event and audit; the yardstick updates one row. */
export const move: Operation = {
  name: 'move',
  async prepare({ database, viewer, random }) {
    const pipeline = await pipelineOf(database, null)
    const ids = await openLeadsOf(database, viewer, pipeline.id)
    const body = () => ({ stage_id: random.pick(pipeline.open) })
    return {
      product: () => ({ method: 'PATCH', path: `/crm/pipelines/${random.pick(ids)}`, body: body() }),
      yardstick: () => ({ method: 'PATCH', path: `/moves/${random.pick(ids)}`, body: body() }),
    }
  },
}

import type { Operation } from '../operation.ts'
import { pipelineOf } from '../pipelines.ts'

/** A whole board: every column with its figures and its 25 topmost cards. The yardstick reads the cards alone. */
export const board: Operation = {
  name: 'board',
  async prepare({ database, viewer, random }) {
    const pipelines = await Promise.all(
      [null, 'residential'].map(projectType => pipelineOf(database, projectType)),
    )
    return {
      product: () => ({ method: 'GET', path: `/crm/boards/${random.pick(pipelines).id}` }),
      yardstick() {
        const { column, value } = viewer.scope
        const { stages } = random.pick(pipelines)
        return { method: 'GET', path: `/board?${column}=${value}&stages=${stages.join(',')}` }
      },
    }
  },
}

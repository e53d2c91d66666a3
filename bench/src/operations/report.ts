import type { Operation } from '../operation.ts'
import { REPORTS } from '../reports.ts'

/** The reports of the last twelve months, in turn, as their page and the dashboard ask for them. The yardstick counts the leads of the
 *  year by source and outcome, and nothing else. */
export const report: Operation = {
  name: 'report',
  async prepare({ viewer }) {
    const from = new Date()
    from.setUTCFullYear(from.getUTCFullYear() - 1)
    const { column, value } = viewer.scope
    let turn = 0
    return {
      product: () => ({ method: 'GET', path: `/crm/reports/${REPORTS[turn++ % REPORTS.length]}` }),
      yardstick: () => ({
        method: 'GET',
        path: `/report?${column}=${value}&created_from=${from.toISOString()}`,
      }),
    }
  },
}

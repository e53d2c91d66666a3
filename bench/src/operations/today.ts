import type { Operation } from '../operation.ts'

const DAY_MS = 86_400_000

/** What the page of the day asks for, in turn: how much there is, what is late, what is left. The yardstick reads fifty follow-ups of
 *  the person alone, without their leads. */
export const today: Operation = {
  name: 'today',
  async prepare({ viewer }) {
    const now = new Date()
    const [from, to] = [now.toISOString(), new Date(now.getTime() + DAY_MS).toISOString()]
    const whose = `assigned_to=${viewer.userId}`
    const asked = [
      `/crm/follow-ups/counts?${whose}`,
      `/crm/follow-ups?${whose}&due_to=${from}&limit=50`,
      `/crm/follow-ups?${whose}&due_from=${from}&due_to=${to}&limit=50`,
    ]
    let turn = 0
    return {
      product: () => ({ method: 'GET', path: asked[turn++ % asked.length] ?? '' }),
      yardstick: () => ({ method: 'GET', path: `/follow-ups?assigned_to=${viewer.userId}&due_to=${to}` }),
    }
  },
}

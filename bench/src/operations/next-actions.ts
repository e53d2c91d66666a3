import type { Operation } from '../operation.ts'

const DAY_MS = 86_400_000
/** Leads of one page of the day. */
const LEADS = 50
const SAMPLE = 2_000

/** What is best done next with fifty leads of the page of the day. The yardstick reads fifty follow-ups of the person alone. */
export const nextActions: Operation = {
  name: 'next-actions',
  async prepare({ database, viewer, random }) {
    const { rows } = await database.query<{ lead_id: number }>(
      `SELECT f.lead_id FROM follow_ups f JOIN leads l ON l.id = f.lead_id
       WHERE f.done_at IS NULL AND l.deleted_at IS NULL AND l.${viewer.scope.column} = $1 ORDER BY f.due_at, f.id LIMIT ${SAMPLE}`,
      [viewer.scope.value],
    )
    const ids = [...new Set(rows.map(row => row.lead_id))]
    if (ids.length < LEADS) throw new Error(`The ${viewer.person} has less than a page to do: load more`)
    const to = new Date(Date.now() + DAY_MS).toISOString()
    // As many at a time as the page asks for, from anywhere in the list.
    const places = Array.from({ length: ids.length - LEADS + 1 }, (_, first) => first)
    const page = (first: number) => ids.slice(first, first + LEADS).map(id => `lead_id=${id}`)
    return {
      product: () => ({ method: 'GET', path: `/crm/next-actions?${page(random.pick(places)).join('&')}` }),
      yardstick: () => ({ method: 'GET', path: `/follow-ups?assigned_to=${viewer.userId}&due_to=${to}` }),
    }
  },
}

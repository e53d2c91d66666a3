import type { Leads } from '@optimwalls/contract/reports'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { reportKeys } from './api.ts'
import type { ChartModel } from './chart-model.ts'

const OPEN = ['new', 'contacted', 'qualified'] as const

/** What each person has open at this moment. */
export interface Workload {
  open: number
  stale: number
  people: readonly { id: number | null; name: string; open: number; stale: number }[]
}

/** Open leads by owner, whenever they came, and of them those too long in their stage. */
export const workloadQuery = queryOptions({
  queryKey: [...reportKeys.all, 'workload'],
  queryFn: async ({ signal }): Promise<Workload> => {
    const counts = (filter: { stale?: true }) =>
      answer(
        api.GET('/crm/leads/counts', {
          params: { query: { status: [...OPEN], by: 'assigned_to', ...filter } },
          signal,
        }),
      )
    const [open, stale, people] = await Promise.all([
      counts({}),
      counts({ stale: true }),
      answer(api.GET('/crm/people', { signal })),
    ])
    const late = new Map(stale.groups.map(group => [group.value, group.count]))
    const name = new Map(people.data.map(person => [String(person.id), person.name]))
    return {
      open: open.total.count,
      stale: stale.total.count,
      people: open.groups
        .map(({ value, count }) => ({
          id: value === null ? null : Number(value),
          name: value === null ? 'Nobody' : (name.get(value) ?? 'Somebody else'),
          open: count,
          stale: late.get(value) ?? 0,
        }))
        .sort((a, b) => b.open - a.open || a.name.localeCompare(b.name)),
    }
  },
})

/** The bars of the workload; each opens its leads. */
export function workloadChart({ people }: Pick<Workload, 'people'>): ChartModel {
  const point = (value: number, leads: Leads) => ({ value, text: value.toLocaleString('en-IN'), leads })
  return {
    series: [
      { name: 'open', label: 'Open', tint: 1 },
      { name: 'stale', label: 'Stale', tint: 2 },
    ],
    rows: people.map(({ id, name, open, stale }) => {
      const leads: Leads = { status: [...OPEN], assigned_to: [id === null ? 'none' : String(id)] }
      const late: object = { stale: true }
      return {
        key: String(id),
        label: name,
        value: id === null ? null : String(id),
        points: [point(open, leads), point(stale, { ...leads, ...late })],
      }
    }),
  }
}

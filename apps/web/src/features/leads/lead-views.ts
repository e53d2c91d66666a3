import type { Scope } from '@optimwalls/permissions'
import { filtersOf, type LeadFilters, type LeadSearch } from './lead-search.ts'

/** A list that is looked at often, one tap away. Nothing but filters: its address is its content. */
export interface LeadView {
  name: string
  filters: LeadFilters
}

/** Who sees others' leads asks whose they are; who sees only their own asks how far they are. */
export function viewsOf(userId: number, scope: Scope): LeadView[] {
  const all = { name: 'All', filters: {} }
  const fresh: LeadView = { name: 'New', filters: { status: ['new'] } }
  if (scope === 'own')
    return [
      all,
      fresh,
      { name: 'Contacted', filters: { status: ['contacted'] } },
      { name: 'Qualified', filters: { status: ['qualified'] } },
    ]
  return [
    all,
    { name: 'Mine', filters: { assigned_to: [String(userId)] } },
    fresh,
    { name: 'Unassigned', filters: { assigned_to: ['none'] } },
  ]
}

/** The view that the list shows, narrowed further or not: the first whose filters are all set, else the whole. */
export function currentView(views: readonly LeadView[], search: LeadSearch): LeadView | undefined {
  if (search.deleted) return undefined
  const set = filtersOf(search)
  const isSet = ([name, value]: [string, unknown]) =>
    JSON.stringify(set[name as keyof LeadFilters]) === JSON.stringify(value)
  const [all, ...narrower] = views
  return narrower.find(view => Object.entries(view.filters).every(isSet)) ?? all
}

import type { Whose } from './api.ts'

export type TodayView = 'today' | 'overdue' | 'upcoming'

/** What the address of the page says. */
export interface TodaySearch {
  view?: TodayView
  /** `me` unless given, `all`, the id of a person, or `team-` and the id of a team. */
  who?: string
}

export function readTodaySearch(search: Record<string, unknown>): TodaySearch {
  const { view, who } = search
  return { ...((view === 'overdue' || view === 'upcoming') && { view }), ...readWhoText(who) }
}

/** Whose follow-ups an address asks for; nothing where it says nothing that can be. */
export function readWhoText(who: unknown): { who?: string } {
  const text = typeof who === 'number' ? String(who) : who
  return typeof text === 'string' && /^(all|(team-)?[1-9]\d{0,8})$/.test(text) ? { who: text } : {}
}

export function readWho(who: string | undefined, myId: number): Whose {
  if (who === 'all') return {}
  if (who?.startsWith('team-')) return { team_id: Number(who.slice(5)) }
  return { assigned_to: [who === undefined ? myId : Number(who)] }
}

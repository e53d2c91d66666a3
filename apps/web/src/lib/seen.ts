import { useCallback, useSyncExternalStore } from 'react'

/**
 * What this person has seen of which lead, on this device: a dot marks what changed since. Kept in the browser: it is a comfort, and a
 * row for each person and lead would cost every opened lead a write.
 */
interface Seen {
  /** Nothing older is unread. */
  since: string
  /** Time of the last change that was seen, by lead. */
  leads: Record<string, string>
}

/** Leads that are remembered; the longest unseen are forgotten and count as read. */
const MOST = 2000

let current: { person: number; seen: Seen } | null = null
const listeners = new Set<() => void>()
/** Not a number: numbers would stand in their own order, not in that of seeing. */
const nameOf = (lead: number) => `l${lead}`
const keyOf = (person: number) => `seen:${person}`

function load(person: number): Seen {
  if (current?.person === person) return current.seen
  const fresh: Seen = { since: new Date().toISOString(), leads: {} }
  let seen = fresh
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(person)) ?? 'null')
    if (typeof kept?.since === 'string' && typeof kept.leads === 'object') seen = kept
    else localStorage.setItem(keyOf(person), JSON.stringify(fresh))
  } catch {
    // Without storage nothing is unread.
  }
  current = { person, seen }
  return seen
}

/** Notes that the person has seen the lead as it was at `updatedAt`. */
export function markSeen(person: number, lead: number, updatedAt: string): void {
  const seen = load(person)
  const name = nameOf(lead)
  if ((seen.leads[name] ?? seen.since) >= updatedAt) return
  const { [name]: _, ...others } = seen.leads
  const entries = [...Object.entries(others), [name, updatedAt] as const].slice(-MOST)
  const next = { ...seen, leads: Object.fromEntries(entries) }
  current = { person, seen: next }
  try {
    localStorage.setItem(keyOf(person), JSON.stringify(next))
  } catch {
    // It lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

/** Tells whether a lead changed since this person saw it: the same function until something more is seen, so that rows and cards that
 *  take it need not be drawn anew. */
export function useUnread(person: number): (lead: number, updatedAt: string) => boolean {
  const seen = useSyncExternalStore(subscribe, () => load(person))
  return useCallback((lead, updatedAt) => updatedAt > (seen.leads[nameOf(lead)] ?? seen.since), [seen])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

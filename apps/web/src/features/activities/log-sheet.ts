import { useSyncExternalStore } from 'react'
import type { FollowUp } from './activity.ts'
import type { LoggedLead } from './use-log.ts'

/** What is being logged, and with whom. */
export interface AskedLog {
  lead: LoggedLead
  /** The follow-up that is finished with it. */
  followUp?: FollowUp
  /** Chosen from the start. */
  outcome?: string
}

let asked: (AskedLog & { key: number; isOpen: boolean }) | null = null
let lastKey = 0
const listeners = new Set<() => void>()

/** Asks how it went. The sheet belongs to the app, not to the row it was asked from, which may leave the list while somebody types. */
export function openLogSheet(what: AskedLog): void {
  lastKey += 1
  set({ ...what, key: lastKey, isOpen: true })
}

/** Closes it; what it showed stays while it moves out of sight. */
export function closeLogSheet(): void {
  if (asked) set({ ...asked, isOpen: false })
}

export function useAskedLog(): typeof asked {
  return useSyncExternalStore(subscribe, () => asked)
}

function set(next: typeof asked): void {
  asked = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

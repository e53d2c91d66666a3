import { useSyncExternalStore } from 'react'

export interface Toast {
  /** A sentence: "Sneha Gokhale moved to Quote Sent". */
  message: string
  /** What can still be done: Undo, Show. */
  action?: { label: string; run: () => void }
  /** How long it stays, in ms; 6,000 by default. */
  stayMs?: number
  /** `problem` is read out at once and carries a warning sign. */
  tone?: 'done' | 'problem'
}

let shown: (Toast & { key: number }) | null = null
let lastKey = 0
const listeners = new Set<() => void>()

/** Shows a toast for 6 s; it takes the place of the one before. */
export function showToast(toast: Toast): void {
  lastKey += 1
  set({ ...toast, key: lastKey })
}

/** Takes the toast away. */
export function hideToast(): void {
  set(null)
}

export function useToast(): (Toast & { key: number }) | null {
  return useSyncExternalStore(subscribe, () => shown)
}

function set(next: typeof shown): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

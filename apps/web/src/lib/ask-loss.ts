import { useSyncExternalStore } from 'react'

/** Why a lead was lost, as a person said it. */
export interface Loss {
  lost_reason: string
  competitor?: string
  note?: string
}

/** Whom it is asked about, and who waits for the answer. */
export interface AskedLoss {
  /** "Asha Rao", "3 leads". */
  whom: string
  answer: (loss: Loss | null) => void
}

let asked: AskedLoss | null = null
const listeners = new Set<() => void>()

function set(next: AskedLoss | null): void {
  asked = next
  for (const listener of listeners) listener()
}

/** Asks why leads were lost, wherever that is said; null when the person leaves it. */
export function askLoss(whom: string): Promise<Loss | null> {
  asked?.answer(null)
  return new Promise(resolve => {
    set({
      whom,
      answer(loss) {
        set(null)
        resolve(loss)
      },
    })
  })
}

/** What is asked at the moment. */
export const useAskedLoss = (): AskedLoss | null => useSyncExternalStore(subscribe, () => asked)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

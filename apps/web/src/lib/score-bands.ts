import { useSyncExternalStore } from 'react'

/** From which score on a lead is High or Medium. */
export interface ScoreBands {
  high: number
  medium: number
}

let bands: ScoreBands = { high: 60, medium: 40 }
const listeners = new Set<() => void>()

/** Has every score on the screen told by these. */
export function setScoreBands(given: ScoreBands): void {
  if (given.high === bands.high && given.medium === bands.medium) return
  bands = given
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Those of the firm; until they are known, those of a firm that has set up nothing. */
export const useScoreBands = (): ScoreBands => useSyncExternalStore(listen, () => bands)

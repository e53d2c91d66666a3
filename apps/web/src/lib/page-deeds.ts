import type { Icon } from '@tabler/icons-react'
import { useEffect, useSyncExternalStore } from 'react'

/** Something that can be done with what is open; the palette offers it. */
export interface PageDeed {
  id: string
  label: string
  /** More words it is found by. */
  keywords?: string
  icon: Icon
  run: () => void
}

/** By who offers them: several parts of a page may. */
const lists = new Map<object, readonly PageDeed[]>()
let offered: readonly PageDeed[] = []
const listeners = new Set<() => void>()

function tell(): void {
  offered = [...lists.values()].flat()
  for (const listener of listeners) listener()
}

/** Offers deeds as long as the component stands on the page, beside those of other components. Keep the list the same between drawings. */
export function useOfferDeeds(deeds: readonly PageDeed[]): void {
  useEffect(() => {
    const offerer = {}
    lists.set(offerer, deeds)
    tell()
    return () => {
      lists.delete(offerer)
      tell()
    }
  }, [deeds])
}

/** What the open page offers. */
export function usePageDeeds(): readonly PageDeed[] {
  return useSyncExternalStore(subscribe, () => offered)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Cards count as looked at when the lane has stood still for so long: what flies by in a scroll is asked nothing about. */
const STILL_MS = 400

export type OnShown = (lane: string, ids: readonly number[]) => void

/** Gathers which cards the lanes of a board show; the same function as long as `onLookedAt` is. */
export function useShownCards(onLookedAt: (ids: readonly number[]) => void): OnShown {
  const byLane = useRef(new Map<string, readonly number[]>())
  return useCallback(
    (lane, ids) => {
      byLane.current.set(lane, ids)
      onLookedAt([...new Set([...byLane.current.values()].flat())])
    },
    [onLookedAt],
  )
}

/** Tells which cards of a lane are in view, once they have stood still. */
export function useTellShown(
  lane: RefObject<HTMLElement | null>,
  key: string,
  ids: readonly number[],
  onShown: OnShown,
): void {
  const [isInView, setInView] = useState(false)
  useEffect(() => {
    if (!lane.current) return
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? false))
    observer.observe(lane.current)
    return () => observer.disconnect()
  }, [lane])
  const shown = isInView ? ids.join() : ''
  useEffect(() => {
    const timer = setTimeout(() => onShown(key, shown === '' ? [] : shown.split(',').map(Number)), STILL_MS)
    return () => clearTimeout(timer)
  }, [key, shown, onShown])
}

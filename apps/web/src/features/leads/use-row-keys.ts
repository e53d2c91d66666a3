import { useHotkeys } from '@mantine/hooks'
import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef, useState } from 'react'

/** Rows a page key moves. */
const PAGE = 12

/**
 * Moves the focus from row to row: J and K or the arrows, Home, End and the page keys. Enter follows the link in focus by itself.
 * `perLine` rows stand side by side in the cards.
 */
export function useRowKeys(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rowCount: number,
  perLine: number,
  /** X on a row. */
  onTick: (row: number) => void,
) {
  const [current, setCurrent] = useState(0)
  /** The row to focus as soon as it exists. */
  const wanted = useRef<number | null>(null)

  const go = (step: number) => () => {
    const hasFocus = scroller.current?.contains(document.activeElement)
    const next = hasFocus ? Math.min(rowCount - 1, Math.max(0, current + step)) : current
    if (next < 0) return
    wanted.current = next
    setCurrent(next)
    virtualizer.scrollToIndex(Math.floor(next / perLine), { align: 'auto' })
    focusWanted()
  }

  function focusWanted() {
    if (wanted.current === null) return
    const link = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)
    if (!link) return
    link.focus({ preventScroll: true })
    wanted.current = null
  }

  // The row may only come into being, or its lead only arrive, after the key.
  useEffect(focusWanted)

  const inList = (step: number) => (event: KeyboardEvent) => {
    if (!scroller.current?.contains(document.activeElement)) return
    event.preventDefault()
    go(step)()
  }
  const keys = { preventDefault: false }
  useHotkeys([
    ['j', go(1)],
    ['k', go(-1)],
    ['x', () => scroller.current?.contains(document.activeElement) && onTick(current)],
    ['ArrowDown', inList(perLine), keys],
    ['ArrowUp', inList(-perLine), keys],
    ...(perLine > 1
      ? [['ArrowRight', inList(1), keys] as const, ['ArrowLeft', inList(-1), keys] as const]
      : []),
    ['PageDown', inList(PAGE), keys],
    ['PageUp', inList(-PAGE), keys],
    ['Home', inList(Number.NEGATIVE_INFINITY), keys],
    ['End', inList(Number.POSITIVE_INFINITY), keys],
  ] as Parameters<typeof useHotkeys>[0])

  return { current: Math.min(current, Math.max(0, rowCount - 1)), setCurrent }
}

import { type MouseEvent, type PointerEvent, useRef, useState } from 'react'

/** Dragging over a row of equal strips with mouse or finger: from which to which. A click within one strip stays a click. */
export function useDragOver(onChoose: ((from: number, to: number) => void) | undefined) {
  const start = useRef<number | null>(null)
  const hasDragged = useRef(false)
  const [over, setOver] = useState<readonly [number, number] | null>(null)

  const placeOf = (event: PointerEvent<HTMLElement>, count: number): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)))
  }
  const end = () => {
    start.current = null
    setOver(null)
  }

  return {
    /** The strips under the drag, the first and the last. */
    over,
    listen: (count: number) =>
      onChoose && {
        onPointerDown(event: PointerEvent<HTMLElement>) {
          hasDragged.current = false
          if (event.button === 0) start.current = placeOf(event, count)
        },
        onPointerMove(event: PointerEvent<HTMLElement>) {
          if (start.current === null) return
          const place = placeOf(event, count)
          if (place === start.current && !hasDragged.current) return
          if (!hasDragged.current) event.currentTarget.setPointerCapture(event.pointerId)
          hasDragged.current = true
          setOver([Math.min(start.current, place), Math.max(start.current, place)])
        },
        onPointerUp() {
          if (hasDragged.current && over) onChoose(over[0], over[1])
          end()
        },
        onPointerCancel: end,
        // The link under the finger is not followed, nor dragged away.
        onClickCapture(event: MouseEvent) {
          if (!hasDragged.current) return
          hasDragged.current = false
          event.preventDefault()
          event.stopPropagation()
        },
        onDragStart: (event: MouseEvent) => event.preventDefault(),
      },
  }
}

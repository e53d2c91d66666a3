import { useRef } from 'react'
import classes from './Dashboard.module.css'

export interface WidgetEdgeProps {
  isWide: boolean
  onWidth: (isWide: boolean) => void
}

/** How far it is dragged before the width snaps, of the width of the dashboard. */
const SNAPS_AT = 0.15

/** The right edge of a widget, by which it is dragged wide or narrow. The button in its bar does the same without a pointer. */
export function WidgetEdge({ isWide, onWidth }: WidgetEdgeProps) {
  const from = useRef<number | null>(null)
  return (
    <span
      aria-hidden
      className={classes.edge}
      draggable
      // A drag of the edge is none of the widget.
      onDragStart={event => {
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={event => {
        from.current = event.clientX
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={event => {
        if (from.current === null) return
        const room = event.currentTarget.closest('ul')?.clientWidth ?? window.innerWidth
        const by = event.clientX - from.current
        if (Math.abs(by) < room * SNAPS_AT || by > 0 === isWide) return
        from.current = event.clientX
        onWidth(by > 0)
      }}
      onPointerUp={() => {
        from.current = null
      }}
      onPointerCancel={() => {
        from.current = null
      }}
    />
  )
}

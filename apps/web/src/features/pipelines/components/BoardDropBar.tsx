import { IconCircleX, IconMoon } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { makeZoneTarget } from '../drag.ts'
import classes from './BoardDropBar.module.css'

/** Where a dragged card can go besides the lanes. */
export function BoardDropBar() {
  return (
    <div className={classes.bar} aria-hidden>
      <Zone zone="sleep">
        <IconMoon size={16} stroke={1.75} />
        Let it sleep
      </Zone>
      <Zone zone="lost">
        <IconCircleX size={16} stroke={1.75} />
        Lost, with a reason
      </Zone>
    </div>
  )
}

function Zone({ zone, children }: { zone: 'sleep' | 'lost'; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null)
  const [isOver, setOver] = useState(false)
  useEffect(() => (element.current ? makeZoneTarget(element.current, zone, setOver) : undefined), [zone])
  return (
    <div ref={element} className={classes.zone} data-over={isOver || undefined} data-zone={zone}>
      {children}
    </div>
  )
}

import { type RefObject, useEffect, useState } from 'react'
import { StageRing } from '../../../ui/StageRing.tsx'
import type { Column } from '../board.ts'
import classes from './BoardTabs.module.css'

export interface BoardTabsProps {
  columns: readonly Column[]
  /** What the lanes are swiped in. */
  frame: RefObject<HTMLDivElement | null>
}

/** On a phone: which stage is on the screen; swiping and tapping go to another. */
export function BoardTabs({ columns, frame }: BoardTabsProps) {
  const [shown, setShown] = useState(0)

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const follow = () => setShown(Math.round(element.scrollLeft / Math.max(1, element.clientWidth)))
    element.addEventListener('scroll', follow, { passive: true })
    return () => element.removeEventListener('scroll', follow)
  }, [frame])

  function go(index: number) {
    frame.current?.scrollTo({ left: index * frame.current.clientWidth, behavior: 'smooth' })
    setShown(index)
  }

  return (
    <nav className={classes.tabs} aria-label="Stage">
      {columns.map((column, index) => (
        <button
          key={column.key}
          type="button"
          className={classes.tab}
          aria-current={index === shown ? 'true' : undefined}
          ref={element => {
            if (index === shown) element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
          }}
          onClick={() => go(index)}
        >
          <StageRing category={column.category} />
          {column.name}
          <span className={classes.count}>
            {column.count.toLocaleString('en-IN')}
            {column.capped && '+'}
          </span>
        </button>
      ))}
    </nav>
  )
}

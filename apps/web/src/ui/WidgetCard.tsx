import { type ReactNode, useId } from 'react'
import classes from './WidgetCard.module.css'

export interface WidgetCardProps {
  title: string
  /** The way to all of it, at the right of the title. */
  more?: ((className: string | undefined) => ReactNode) | undefined
  /** For what brings no space of its own around it, as a drawing. */
  isPadded?: boolean
  children: ReactNode
}

/** A part of the dashboard in its frame. */
export function WidgetCard({ title, more, isPadded = false, children }: WidgetCardProps) {
  const headingId = useId()
  return (
    <section aria-labelledby={headingId} className={classes.card}>
      <header className={classes.head}>
        <h2 id={headingId} className={classes.title}>
          {title}
        </h2>
        {more?.(classes.more)}
      </header>
      {isPadded ? <div className={classes.body}>{children}</div> : children}
    </section>
  )
}

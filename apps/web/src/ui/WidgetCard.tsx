import { type ReactNode, useId } from 'react'
import classes from './WidgetCard.module.css'

export interface WidgetCardProps {
  title: string
  /** What time it is of, beside the title. */
  of?: string | undefined
  /** The way to all of it, at the right of the title. */
  more?: ((className: string | undefined) => ReactNode) | undefined
  /** For what brings no space of its own around it, as a drawing. */
  isPadded?: boolean
  children: ReactNode
}

/** A part of the dashboard in its frame. */
export function WidgetCard({ title, of, more, isPadded = false, children }: WidgetCardProps) {
  const headingId = useId()
  return (
    <section aria-labelledby={headingId} className={classes.card}>
      <header className={classes.head}>
        <h2 id={headingId} className={classes.title}>
          {title}
        </h2>
        {of && <span className={classes.of}>{of}</span>}
        {more?.(classes.more)}
      </header>
      {isPadded ? <div className={classes.body}>{children}</div> : children}
    </section>
  )
}

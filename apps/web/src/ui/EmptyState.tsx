import type { ReactNode } from 'react'
import { Drawing, type DrawingName } from './Drawing.tsx'
import classes from './EmptyState.module.css'

export interface EmptyStateProps {
  /** What there is not: "No leads with possession in 90 days". */
  title: string
  /** What to do about it, one sentence. */
  children?: ReactNode
  /** The way out: one or two buttons. */
  actions?: ReactNode
  drawing?: DrawingName
  /** Rank of the heading; 2 unless it stands in a section with a heading of its own. */
  level?: 1 | 2 | 3
}

/** What it is, then the way out. */
export function EmptyState({ title, children, actions, drawing = 'plan', level = 2 }: EmptyStateProps) {
  const Heading = `h${level}` as const
  return (
    <div className={classes.empty}>
      <Drawing name={drawing} />
      <Heading className={classes.title}>{title}</Heading>
      {children && <p className={classes.words}>{children}</p>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}

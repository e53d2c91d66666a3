import type { ReactNode } from 'react'
import classes from './PageBody.module.css'

export interface PageBodyProps {
  children: ReactNode
  /** Widest the content gets: `text` for forms and settings, `full` for tables and boards. */
  width?: 'text' | 'page' | 'full'
}

/** The part of a page that scrolls, under its header. */
export function PageBody({ children, width = 'page' }: PageBodyProps) {
  return (
    <div className={classes.body}>
      <div className={classes.content} data-width={width}>
        {children}
      </div>
    </div>
  )
}

import type { ReactNode } from 'react'
import classes from './Badge.module.css'

export interface BadgeProps {
  children: ReactNode
  tone?: 'neutral' | 'accent' | 'green' | 'amber' | 'red' | 'blue'
  /** A 14 px icon before the words. */
  icon?: ReactNode
}

/** A few words on a quiet ground: a tag, a notice, a state. */
export function Badge({ children, tone = 'neutral', icon }: BadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  )
}

import type { Leads } from '@optimwalls/contract/reports'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export interface FigureLinkProps {
  /** Null: the figure opens no list. */
  leads: Leads | null
  /** What is opened, for readers: `Leads, Website: 120`. */
  label: string
  className?: string | undefined
  children: ReactNode
}

/** A figure that opens the leads behind it. */
export function FigureLink({ leads, label, className, children }: FigureLinkProps) {
  if (!leads) return <span className={className}>{children}</span>
  return (
    <Link to="/leads" search={leads} className={className} aria-label={label} preload={false}>
      {children}
    </Link>
  )
}

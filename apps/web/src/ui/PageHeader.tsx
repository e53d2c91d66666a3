import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, use } from 'react'
import { ConnectionBadge } from './ConnectionBadge.tsx'
import { HeaderExtra } from './HeaderExtra.ts'
import { NavigationToggle } from './NavigationToggle.tsx'
import classes from './PageHeader.module.css'

export interface Crumb {
  label: string
  /** Address of the page above. */
  to: string
  /** As it was left: its filters, its tab. */
  search?: object
}

export interface PageHeaderProps {
  /** The page's h1, last of the breadcrumbs; also the title of the browser tab. */
  title: string
  /** Pages above this one, the highest first. */
  crumbs?: Crumb[]
  /** Deeds of the page at the right; at most one filled button. */
  actions?: ReactNode
}

/** The top bar of every page: where I am, whether the page is live, what can be done. */
export function PageHeader({ title, crumbs = [], actions }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      <title>{`${title} · OptimWalls`}</title>
      <NavigationToggle />
      <nav aria-label="Breadcrumbs" className={classes.crumbs}>
        {crumbs.map(crumb => (
          <span key={crumb.to} className={classes.crumb}>
            <Link to={crumb.to} search={crumb.search ?? {}} className={classes.link}>
              <IconChevronLeft className={classes.up} size={20} stroke={1.75} aria-hidden />
              <span className={classes.label}>{crumb.label}</span>
            </Link>
            <IconChevronRight className={classes.parts} size={14} stroke={1.75} aria-hidden />
          </span>
        ))}
        <h1 className={classes.title}>{title}</h1>
      </nav>
      <div className={classes.side}>
        <ConnectionBadge />
        {use(HeaderExtra)}
        {actions}
      </div>
    </header>
  )
}

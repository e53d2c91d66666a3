import { UnstyledButton } from '@mantine/core'
import {
  IconCalendarCheck,
  IconCirclePlus,
  IconDots,
  IconHome,
  IconSearch,
  IconUsers,
} from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import classes from './BottomBar.module.css'

export interface BottomBarProps {
  onSearch: () => void
  onMore: () => void
}

const ICON = { size: 22, stroke: 1.75, 'aria-hidden': true } as const
const CURRENT = { activeProps: { 'aria-current': 'page' } as const }

/** The navigation of a phone: five places, Add in the middle. */
export function BottomBar({ onSearch, onMore }: BottomBarProps) {
  const can = useCan()
  const isAdding = useLocation({ select: location => location.pathname === '/leads/new' })
  return (
    <nav aria-label="Most used" className={classes.bar}>
      {can('CRM', 'view') ? (
        <Link to="/today" className={classes.place} activeOptions={{ includeSearch: false }} {...CURRENT}>
          <IconCalendarCheck {...ICON} />
          Today
        </Link>
      ) : (
        <Link to="/" className={classes.place} activeOptions={{ exact: true }} {...CURRENT}>
          <IconHome {...ICON} />
          Home
        </Link>
      )}
      {can('CRM', 'view') && (
        <Link
          to="/leads"
          className={classes.place}
          activeOptions={{ exact: isAdding, includeSearch: false }}
          {...CURRENT}
        >
          <IconUsers {...ICON} />
          Leads
        </Link>
      )}
      {can('CRM', 'create') && (
        <Link to="/leads/new" className={classes.place} {...CURRENT}>
          <IconCirclePlus {...ICON} />
          Add
        </Link>
      )}
      {can('CRM', 'view') && (
        <UnstyledButton className={classes.place} onClick={onSearch}>
          <IconSearch {...ICON} />
          Search
        </UnstyledButton>
      )}
      <UnstyledButton className={classes.place} onClick={onMore} aria-haspopup="dialog">
        <IconDots {...ICON} />
        More
      </UnstyledButton>
    </nav>
  )
}

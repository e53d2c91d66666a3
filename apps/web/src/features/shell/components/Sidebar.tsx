import { UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Kbd } from '../../../ui/Kbd.tsx'
import { Logo } from '../../../ui/Logo.tsx'
import { usePlaces } from '../places.ts'
import { PersonMenu } from './PersonMenu.tsx'
import classes from './Sidebar.module.css'

export interface SidebarProps {
  onSearch: () => void
  /** Told when a place was chosen; the drawer closes then. */
  onLeave?: () => void
}

/** The firm, the search, the places and the person. */
export function Sidebar({ onSearch, onLeave }: SidebarProps) {
  const places = usePlaces()
  return (
    <div className={classes.sidebar}>
      <Link to="/" className={classes.firm} aria-label="OptimWalls, home" onClick={onLeave}>
        <Logo />
      </Link>
      <UnstyledButton className={classes.find} onClick={onSearch} aria-keyshortcuts="Meta+K Control+K">
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <span className={classes.grow}>Search or jump to</span>
        <Kbd keys="mod+K" />
      </UnstyledButton>
      <nav aria-label="Main" className={classes.places}>
        {places.map(place => (
          <Link
            key={place.to}
            to={place.to}
            className={classes.place}
            activeOptions={{ exact: place.to === '/', includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
            onClick={onLeave}
          >
            <place.icon size={16} stroke={1.75} aria-hidden />
            {place.label}
          </Link>
        ))}
      </nav>
      <PersonMenu onLeave={onLeave} />
    </div>
  )
}

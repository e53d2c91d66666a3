import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMe } from '../../../lib/me.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { mayOpenSettings, SETTINGS_GROUPS, settingsPlacesOf } from '../settings-places.ts'
import classes from './SettingsShell.module.css'

/** A page of the settings with the list of all beside it; where there is no room for both, the page alone. */
export function SettingsShell({ children }: { children: ReactNode }) {
  const me = useMe()
  const pathname = useLocation({ select: location => location.pathname.replace(/\/$/, '') })
  const isOverview = pathname === '/settings'
  const places = settingsPlacesOf(me)
  return (
    <div className={classes.settings}>
      {!isOverview && (
        <nav aria-label="Settings" className={classes.list}>
          <Link to="/settings" className={classes.top} activeOptions={{ exact: true }}>
            Settings
          </Link>
          {SETTINGS_GROUPS.map(group => {
            const inGroup = places.filter(place => place.group === group)
            if (inGroup.length === 0) return null
            return (
              <section key={group} aria-label={group} className={classes.group}>
                <p className={classes.title}>{group}</p>
                {inGroup.map(place => (
                  <Link
                    key={place.to}
                    to={place.to}
                    className={classes.place}
                    activeOptions={{ includeSearch: false }}
                    activeProps={{ 'aria-current': 'page' }}
                  >
                    <place.icon size={16} stroke={1.75} aria-hidden />
                    {place.label}
                  </Link>
                ))}
              </section>
            )
          })}
        </nav>
      )}
      <div className={classes.page}>{mayOpenSettings(me, pathname) ? children : <Closed />}</div>
    </div>
  )
}

function Closed() {
  return (
    <>
      <PageHeader title="No access" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <EmptyState title="Your role does not open this page" drawing="door">
        Ask your admin for access if you need it for your work.
      </EmptyState>
    </>
  )
}

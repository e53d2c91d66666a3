import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMe } from '../../../lib/me.ts'
import { SETTINGS_GROUPS, settingsPlacesOf } from '../settings-places.ts'
import classes from './SettingsOverview.module.css'

/** All that can be set by this person: on a phone the way to each page. */
export function SettingsOverview() {
  const places = settingsPlacesOf(useMe())
  return SETTINGS_GROUPS.map(group => {
    const inGroup = places.filter(place => place.group === group)
    if (inGroup.length === 0) return null
    return (
      <section key={group} className={classes.group} aria-labelledby={`settings-${group}`}>
        <h2 id={`settings-${group}`} className={classes.title}>
          {group}
        </h2>
        <ul className={classes.places}>
          {inGroup.map(place => (
            <li key={place.to}>
              <Link to={place.to} className={classes.place}>
                <place.icon size={20} stroke={1.75} aria-hidden className={classes.icon} />
                <span className={classes.words}>
                  <span className={classes.label}>{place.label}</span>
                  <span className={classes.says}>{place.says}</span>
                </span>
                <IconChevronRight size={16} stroke={1.75} aria-hidden className={classes.icon} />
              </Link>
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

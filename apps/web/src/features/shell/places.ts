import {
  type Icon,
  IconCalendarCheck,
  IconCalendarEvent,
  IconChartBar,
  IconCopyCheck,
  IconHeartHandshake,
  IconHome,
  IconLayoutKanban,
  IconSettings,
  IconTableImport,
  IconUsers,
} from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'
import { useCan } from '../../lib/can.ts'
import { useMe } from '../../lib/me.ts'

export type Entries = ReturnType<typeof useMe>['navigation']['entries']
type PlaceName = Entries[number]['name']

/** A page that stands in the navigation. */
export interface Place {
  name: PlaceName
  label: string
  to: NonNullable<LinkProps['to']>
  icon: Icon
}

/** Every place that this person may open, as they usually stand. */
export function useAllPlaces(): Place[] {
  const can = useCan()
  const places: (Place & { isOpen: boolean })[] = [
    { name: 'home', label: 'Home', to: '/', icon: IconHome, isOpen: true },
    {
      name: 'today',
      label: 'Today',
      to: '/today',
      icon: IconCalendarCheck,
      isOpen: can('CRM', 'view') || can('Design', 'view'),
    },
    {
      name: 'calendar',
      label: 'Calendar',
      to: '/calendar',
      icon: IconCalendarEvent,
      isOpen: can('CRM', 'view') || can('Design', 'view'),
    },
    { name: 'leads', label: 'Leads', to: '/leads', icon: IconUsers, isOpen: can('CRM', 'view') },
    { name: 'board', label: 'Board', to: '/board', icon: IconLayoutKanban, isOpen: can('CRM', 'view') },
    {
      name: 'clients',
      label: 'Clients',
      to: '/clients',
      icon: IconHeartHandshake,
      isOpen: can('CRM', 'view') || can('Design', 'view'),
    },
    {
      name: 'reports',
      label: 'Reports',
      to: '/reports',
      icon: IconChartBar,
      isOpen: can('Analytics', 'view'),
    },
    {
      name: 'duplicates',
      label: 'Duplicates',
      to: '/duplicates',
      icon: IconCopyCheck,
      isOpen: can('CRM', 'merge'),
    },
    { name: 'import', label: 'Import', to: '/import', icon: IconTableImport, isOpen: can('CRM', 'import') },
    { name: 'settings', label: 'Settings', to: '/settings', icon: IconSettings, isOpen: true },
  ]
  return places.filter(place => place.isOpen)
}

/** The places in the order of an arrangement, each with whether it is shown; what it does not name follows. */
export function arranged(places: readonly Place[], entries: Entries): (Place & { shown: boolean })[] {
  const named = entries.flatMap(({ name, shown }) => {
    const place = places.find(one => one.name === name)
    return place ? [{ ...place, shown }] : []
  })
  const others = places.filter(({ name }) => !entries.some(entry => entry.name === name))
  return [...named, ...others.map(place => ({ ...place, shown: true }))]
}

/** The places of the navigation, as this person or their role arranged them. */
export function usePlaces(): Place[] {
  const { entries } = useMe().navigation
  return arranged(useAllPlaces(), entries).filter(({ shown }) => shown)
}

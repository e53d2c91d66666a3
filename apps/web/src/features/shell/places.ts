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

/** A page that stands in the navigation. */
export interface Place {
  label: string
  to: NonNullable<LinkProps['to']>
  icon: Icon
}

/** The places this person may open, in the order of the navigation. */
export function usePlaces(): Place[] {
  const can = useCan()
  const places: (Place & { isOpen: boolean })[] = [
    { label: 'Home', to: '/', icon: IconHome, isOpen: true },
    { label: 'Today', to: '/today', icon: IconCalendarCheck, isOpen: can('CRM', 'view') },
    { label: 'Calendar', to: '/calendar', icon: IconCalendarEvent, isOpen: can('CRM', 'view') },
    { label: 'Leads', to: '/leads', icon: IconUsers, isOpen: can('CRM', 'view') },
    { label: 'Board', to: '/board', icon: IconLayoutKanban, isOpen: can('CRM', 'view') },
    { label: 'Clients', to: '/clients', icon: IconHeartHandshake, isOpen: can('CRM', 'view') },
    { label: 'Reports', to: '/reports', icon: IconChartBar, isOpen: can('Analytics', 'view') },
    { label: 'Duplicates', to: '/duplicates', icon: IconCopyCheck, isOpen: can('CRM', 'merge') },
    { label: 'Import', to: '/import', icon: IconTableImport, isOpen: can('CRM', 'import') },
    { label: 'Settings', to: '/settings', icon: IconSettings, isOpen: true },
  ]
  return places.filter(place => place.isOpen)
}

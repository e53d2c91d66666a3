import {
  type Icon,
  IconDeviceDesktop,
  IconHeartHandshake,
  IconKey,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import type { Place } from './places.ts'
import type { SettingsPlace } from './settings-places.ts'

/** One line of the palette. */
export interface PaletteItem {
  id: string
  label: string
  /** More words it is found by. */
  keywords?: string
  icon: Icon
  /** Shown at the right: 0 to 100. */
  score?: number | null
  /** In grey behind the label: the city, the stage. */
  hint?: string
  /** Address it opens; with ⌘↵ in a new tab. */
  href?: string
  run: () => void
}

export interface PaletteGroup {
  title: string
  items: PaletteItem[]
}

/** What an item may do. */
export interface PaletteDeeds {
  open: (address: string) => void
  /** Opens a lead and what makes it a client. */
  convert: (leadId: number) => void
  /** Goes on with these words in the field. */
  ask: (query: string) => void
  setScheme: (scheme: 'light' | 'dark' | 'auto') => void
  signOut: () => void
}

/** As much of a lead as a line shows. */
export interface FoundLead {
  id: number
  name: string
  location: string | null
  stage: string
  status: string
  score: number | null
}

export function leadItems(leads: readonly FoundLead[], deeds: PaletteDeeds): PaletteItem[] {
  return leads.map(lead => {
    const href = `/leads/${lead.id}`
    return {
      id: `lead-${lead.id}`,
      label: lead.name,
      hint: [lead.location, lead.stage].filter(Boolean).join(' · '),
      icon: IconUser,
      score: lead.score,
      href,
      run: () => deeds.open(href),
    }
  })
}

/** Who is to be made a client, of "convert asha"; null where nobody is asked for. */
export const toConvertIn = (query: string): string | null => {
  const [, word = '', name = ''] = /^(\S+)\s+(.*\S)/s.exec(query) ?? []
  return word.length >= 3 && 'convert'.startsWith(word.toLowerCase()) && name !== '' ? name : null
}

/** Those of the found leads that can become clients, each to be made one. */
export function conversionItems(leads: readonly FoundLead[], deeds: PaletteDeeds): PaletteItem[] {
  return leads
    .filter(({ status }) => status !== 'converted' && status !== 'lost')
    .map(lead => ({
      id: `convert-${lead.id}`,
      label: `Convert ${lead.name}`,
      hint: [lead.location, lead.stage].filter(Boolean).join(' · '),
      icon: IconHeartHandshake,
      score: lead.score,
      run: () => deeds.convert(lead.id),
    }))
}

/** Begins to ask whom. */
export const convertItem = (deeds: PaletteDeeds): PaletteItem => ({
  id: 'convert',
  label: 'Convert a lead to a client…',
  keywords: 'won signed booked',
  icon: IconHeartHandshake,
  run: () => deeds.ask('Convert '),
})

export function actionItems(canCreate: boolean, deeds: PaletteDeeds): PaletteItem[] {
  const items: PaletteItem[] = [
    {
      id: 'light',
      label: 'Use light colours',
      keywords: 'theme day',
      icon: IconSun,
      run: () => deeds.setScheme('light'),
    },
    {
      id: 'dark',
      label: 'Use dark colours',
      keywords: 'theme night',
      icon: IconMoon,
      run: () => deeds.setScheme('dark'),
    },
    {
      id: 'auto',
      label: 'Use the colours of the system',
      keywords: 'theme auto',
      icon: IconDeviceDesktop,
      run: () => deeds.setScheme('auto'),
    },
    { id: 'sign-out', label: 'Sign out', keywords: 'log out leave', icon: IconLogout, run: deeds.signOut },
  ]
  if (!canCreate) return items
  const add: PaletteItem = {
    id: 'new-lead',
    label: 'Add a lead',
    keywords: 'new create',
    icon: IconPlus,
    href: '/leads/new',
    run: () => deeds.open('/leads/new'),
  }
  const requests: PaletteItem = {
    id: 'access-requests',
    label: 'Show access requests',
    keywords: 'ask hand over',
    icon: IconKey,
    href: '/access-requests',
    run: () => deeds.open('/access-requests'),
  }
  return [add, requests, ...items]
}

export function placeItems(places: readonly Place[], deeds: PaletteDeeds): PaletteItem[] {
  return places.map(place => ({
    id: `place-${place.to}`,
    label: place.label,
    icon: place.icon,
    href: place.to,
    run: () => deeds.open(place.to),
  }))
}

/** The pages of the settings, each also found by what its group is called. */
export function settingsItems(places: readonly SettingsPlace[], deeds: PaletteDeeds): PaletteItem[] {
  return places.map(place => ({
    id: `settings-${place.to}`,
    label: place.label,
    keywords: `settings ${place.group} ${place.keywords ?? ''}`,
    icon: place.icon,
    href: place.to,
    run: () => deeds.open(place.to),
  }))
}

/** Items each of whose asked words begins a word of the item. */
export function matching(items: readonly PaletteItem[], query: string): PaletteItem[] {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean)
  return items.filter(item => {
    const words = `${item.label} ${item.keywords ?? ''}`.toLowerCase().split(/\s+/)
    return asked.every(start => words.some(word => word.startsWith(start)))
  })
}

/** The label cut where the query stands in it: `['Ananya & Rohit ', 'Josh', 'i']`; whole when it does not. */
export function splitAtMatch(label: string, query: string): [string, string, string] {
  const start = query.trim() === '' ? -1 : label.toLowerCase().indexOf(query.trim().toLowerCase())
  if (start < 0) return [label, '', '']
  const end = start + query.trim().length
  return [label.slice(0, start), label.slice(start, end), label.slice(end)]
}

import { Modal, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '../../../lib/api.ts'
import { useCan } from '../../../lib/can.ts'
import { useMe } from '../../../lib/me.ts'
import { usePageDeeds } from '../../../lib/page-deeds.ts'
import {
  actionItems,
  conversionItems,
  convertItem,
  leadItems,
  matching,
  type PaletteGroup,
  placeItems,
  settingsItems,
  toConvertIn,
} from '../palette-items.ts'
import { useAllPlaces } from '../places.ts'
import { settingsPlacesOf } from '../settings-places.ts'
import { useSignOut } from '../use-sign-out.ts'
import { PaletteList } from './PaletteList.tsx'

const FOUND_LEADS = 6
/** Pause in typing before the server is asked. */
const PAUSE_MS = 120

export interface PaletteProps {
  isOpen: boolean
  onClose: () => void
}

/** ⌘K: leads, then deeds, then places. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  return (
    <Modal.Root opened={isOpen} onClose={onClose} centered={false} yOffset="12vh" size={600}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or jump to">
        <PaletteContent onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  )
}

function PaletteContent({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const { groups, isSearching } = useGroups(query.trim(), onClose, setQuery)
  return (
    <PaletteList
      query={query}
      onQuery={setQuery}
      groups={groups}
      isSearching={isSearching}
      onClose={onClose}
    />
  )
}

function useGroups(
  query: string,
  onClose: () => void,
  ask: (query: string) => void,
): { groups: PaletteGroup[]; isSearching: boolean } {
  const can = useCan()
  const mayConvert = can('CRM', 'convert')
  const toConvert = mayConvert ? toConvertIn(query) : null
  const me = useMe()
  const places = useAllPlaces()
  const offered = usePageDeeds().map(deed => ({
    ...deed,
    run() {
      onClose()
      deed.run()
    },
  }))
  const router = useRouter()
  const signOut = useSignOut()
  const { setColorScheme } = useMantineColorScheme()
  const sought = toConvert ?? query
  const [asked] = useDebouncedValue(sought, PAUSE_MS)
  const found = useQuery({
    queryKey: ['palette', asked],
    queryFn: ({ signal }) =>
      answer(api.GET('/crm/leads', { params: { query: { q: asked, limit: FOUND_LEADS } }, signal })),
    enabled: asked !== '' && can('CRM', 'view'),
    placeholderData: keepPreviousData,
  })
  const deeds = {
    open: (address: string) => {
      onClose()
      void router.navigate({ href: address })
    },
    convert: (leadId: number) => {
      onClose()
      void router.navigate({
        to: '/leads/$leadId',
        params: { leadId: String(leadId) },
        state: { isConverting: true },
      })
    },
    ask,
    setScheme: (scheme: 'light' | 'dark' | 'auto') => {
      onClose()
      setColorScheme(scheme)
    },
    signOut: () => {
      onClose()
      signOut.mutate()
    },
  }
  const actions = [...(mayConvert ? [convertItem(deeds)] : []), ...actionItems(can('CRM', 'create'), deeds)]
  const groups = [
    {
      title: 'Leads',
      items:
        query === ''
          ? []
          : toConvert === null
            ? leadItems(found.data?.data ?? [], deeds)
            : conversionItems(found.data?.data ?? [], deeds),
    },
    { title: 'On this page', items: matching(offered, query) },
    { title: 'Actions', items: matching(actions, query) },
    { title: 'Pages', items: matching(placeItems(places, deeds), query) },
    // All of them before a word is typed would bury the rest.
    {
      title: 'Settings',
      items: query === '' ? [] : matching(settingsItems(settingsPlacesOf(me), deeds), query),
    },
  ]
  return {
    groups: groups.filter(group => group.items.length > 0),
    isSearching: query !== '' && (sought !== asked || found.isFetching),
  }
}

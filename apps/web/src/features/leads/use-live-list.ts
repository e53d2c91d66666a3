import { useThrottledCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLive } from '../../lib/live.ts'
import { useMe } from '../../lib/me.ts'
import { type LeadListKey, leadKeys, leadPageQuery, stageNames } from './api.ts'
import { changeCached, isListed, removeCached } from './lead-cache.ts'
import { applyFrame, belongs } from './live-leads.ts'

/** At most one refresh of counts in so many ms, however busy the team is. */
const COUNTS_EVERY_MS = 4_000

/**
 * Keeps a list on the screen in step: rows change where they stand, leads that are gone leave, and those that come are fetched when the
 * reader is at the top, else counted, so that nothing moves under their eyes.
 */
export function useLiveList(list: LeadListKey, isAtTop: () => boolean) {
  const client = useQueryClient()
  const me = useMe()
  const [waiting, setWaiting] = useState<{ list: string; ids: ReadonlySet<number> }>({
    list: '',
    ids: new Set(),
  })
  const listName = JSON.stringify(list)
  const refreshCounts = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: leadKeys.counts }),
    COUNTS_EVERY_MS,
  )

  const refresh = () => {
    setWaiting({ list: listName, ids: new Set() })
    void client.invalidateQueries({ queryKey: leadPageQuery(list, null).queryKey })
  }

  useLive('lead', frame => {
    const names = stageNames(client)
    changeCached(client, frame.lead.id, lead => applyFrame(lead, frame.lead, names))
    refreshCounts()
    const isNew = frame.event === 'lead.created'
    const hasCome = frame.has_moved === true && !isListed(client, list, frame.lead.id)
    if (!(isNew || hasCome) || belongs(frame.lead, list.filters) !== true) return
    if (isAtTop()) refresh()
    // What moved among others may stand further down all along.
    else if (isNew || frame.lead.assigned_to === me.id) {
      setWaiting(now => ({
        list: listName,
        ids: new Set([...(now.list === listName ? now.ids : []), frame.lead.id]),
      }))
    }
  })
  useLive('gone', frame => {
    removeCached(client, frame.id)
    refreshCounts()
  })

  return { waiting: waiting.list === listName ? waiting.ids.size : 0, refresh }
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLive } from '../../lib/live.ts'
import { useMe } from '../../lib/me.ts'
import { throttle } from '../../lib/throttle.ts'
import { homeKey } from './api.ts'
import { deedOf } from './home.ts'

/** However many leads move at once, home asks again at most this often. */
const PAUSE_MS = 1000
/** Leads remembered as changed; more than the page shows. */
const REMEMBERED = 20

const SCORED: ReadonlySet<string> = new Set(['lead.scored', 'lead.rescored'])

/** Keeps home up to date; says of each lead that a colleague changed since the page was opened what happened. */
export function useFreshLeads(): ReadonlyMap<number, string> {
  const me = useMe()
  const queryClient = useQueryClient()
  const [fresh, setFresh] = useState<ReadonlyMap<number, string>>(new Map())
  const [refresh] = useState(() =>
    throttle(() => void queryClient.invalidateQueries({ queryKey: homeKey }), PAUSE_MS),
  )
  useLive('gone', refresh)
  useLive('lead', frame => {
    refresh()
    // A score follows what somebody did; nobody did it.
    if (frame.actor_id === me.id || SCORED.has(frame.event)) return
    setFresh(before => {
      const others = [...before].filter(([id]) => id !== frame.lead.id)
      return new Map([[frame.lead.id, deedOf(frame.event)] as const, ...others].slice(0, REMEMBERED))
    })
  })
  return fresh
}

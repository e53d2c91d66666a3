import { can } from '@optimwalls/permissions'
import { type UseQueryResult, useQueries, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useLive } from '../../lib/live.ts'
import { useMe } from '../../lib/me.ts'
import { ACTION_TAKES } from './action-words.ts'
import { type NextAction, nextActionKeys, nextActionsQuery } from './api.ts'

/** However busy the team is, leads that were changed are asked about anew no more often. */
const ANEW_EVERY_MS = 2000

const bestOf = (results: UseQueryResult<NextAction[]>[]) => results.map(({ data }) => data)

/** The best of what this person can do next with each of these leads, by id. */
export function useBestActions(leadIds: readonly number[]): Readonly<Record<number, NextAction>> {
  const client = useQueryClient()
  const me = useMe()
  const mayAnswer = can(me, 'CRM', 'log')
  const found = useQueries({
    queries: leadIds.map(id => ({ ...nextActionsQuery(id), enabled: mayAnswer })),
    combine: bestOf,
  })
  const changed = useRef(new Set<number>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLive('lead', ({ lead }) => {
    if (!leadIds.includes(lead.id)) return
    changed.current.add(lead.id)
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      for (const id of changed.current) void client.invalidateQueries({ queryKey: nextActionKeys.of(id) })
      changed.current.clear()
    }, ANEW_EVERY_MS)
  })
  return useMemo(
    () =>
      Object.fromEntries(
        leadIds.flatMap((id, i) => {
          const best = found[i]?.find(({ kind }) => can(me, 'CRM', ACTION_TAKES[kind]))
          return best ? [[id, best] as const] : []
        }),
      ),
    [leadIds, found, me],
  )
}

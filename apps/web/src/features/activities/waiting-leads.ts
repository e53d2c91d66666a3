import type { paths } from '@optimwalls/contract'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../lib/api.ts'
import { useLive } from '../../lib/live.ts'
import { throttle } from '../../lib/throttle.ts'
import { activityKeys, type Whose } from './api.ts'

type List = paths['/crm/leads']['get']['responses'][200]['content']['application/json']

/** A new lead whose clock of first contact runs. */
export type WaitingLead = List['data'][number] & { response_due_at: string }

const MOST = 50
/** However many leads move at once, they are asked for anew at most this often. */
const ANEW_EVERY_MS = 2000

const waitingKey = [...activityKeys.all, 'waiting'] as const
const isWaiting = (lead: List['data'][number]): lead is WaitingLead => lead.response_due_at !== null

/** New leads that nobody has contacted, the first due on top. Among the newest: a clock runs for hours, not for weeks. */
const waitingQuery = ({ assigned_to, team_id }: Whose) =>
  queryOptions({
    queryKey: [...waitingKey, { assigned_to, team_id }],
    queryFn: async ({ signal }): Promise<WaitingLead[]> => {
      const whose = {
        ...(assigned_to && { assigned_to: assigned_to.map(String) }),
        ...(team_id !== undefined && { team_id: [String(team_id)] }),
      }
      const query = { ...whose, status: ['new' as const], answered: false, limit: MOST }
      const { data } = await answer(api.GET('/crm/leads', { params: { query }, signal }))
      return data
        .filter(isWaiting)
        .sort((a, b) => Date.parse(a.response_due_at) - Date.parse(b.response_due_at))
    },
  })

/** The leads that wait for a first contact, kept in step with what happens to leads. */
export function useWaitingLeads(whose: Whose, isShown: boolean): readonly WaitingLead[] {
  const client = useQueryClient()
  const [refresh] = useState(() =>
    throttle(() => void client.invalidateQueries({ queryKey: waitingKey }), ANEW_EVERY_MS),
  )
  useLive('lead', refresh)
  useLive('gone', refresh)
  const { data } = useQuery({ ...waitingQuery(whose), enabled: isShown })
  return (isShown && data) || []
}

import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type {
  Activity,
  FollowUp,
  FollowUpCounts,
  FollowUpDone,
  FollowUpEdit,
  NewActivity,
  NewFollowUp,
  Outcome,
  TimelineEntry,
  TimelineKind,
} from './activity.ts'

const MINUTE = 60_000

export const activityKeys = {
  all: ['activities'] as const,
  timelines: (leadId: number) => ['activities', 'timeline', leadId] as const,
  followUps: ['activities', 'follow-ups'] as const,
}

/** What happened with a lead, newest first; each further page goes further back. */
export const timelineQuery = (leadId: number, kinds: readonly TimelineKind[] = []) =>
  infiniteQueryOptions({
    queryKey: [...activityKeys.timelines(leadId), kinds],
    queryFn: ({ pageParam, signal }): Promise<{ data: TimelineEntry[]; next_cursor: string | null }> => {
      const query = {
        ...(kinds.length > 0 && { kind: [...kinds] }),
        ...(pageParam !== null && { cursor: pageParam }),
      }
      return answer(api.GET('/crm/activities/{leadId}', { params: { path: { leadId }, query }, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    placeholderData: keepPreviousData,
  })

/** What an entry said before; `version` is the one it has now, so that a further change is asked for again. */
export const entryHistoryQuery = (id: number, version: number) =>
  queryOptions({
    queryKey: ['activities', 'history', id, version],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/crm/activities/entries/{id}/history', { params: { path: { id } }, signal })))
        .data,
  })

export const outcomesQuery = queryOptions({
  queryKey: ['activities', 'outcomes'],
  queryFn: async ({ signal }): Promise<Outcome[]> =>
    (await answer(api.GET('/crm/activity-outcomes', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** Puts these in place of all outcomes. */
export const saveOutcomes = async (
  data: Pick<Outcome, 'type' | 'label' | 'is_contact' | 'next_minutes'>[],
): Promise<Outcome[]> => {
  const body = { data: data.flatMap(({ type, ...one }) => (type === 'note' ? [] : [{ ...one, type }])) }
  return (await answer(api.PUT('/crm/activity-outcomes', { body }))).data
}

/** Whose follow-ups are shown. */
export interface Whose {
  assigned_to?: number[]
  team_id?: number
}

export type FollowUpFilter = Whose & {
  lead_id?: number
  status?: 'open' | 'done' | 'all'
  due_from?: string
  due_to?: string
}

const PAGE = 50

export const followUpsQuery = (filter: FollowUpFilter) =>
  infiniteQueryOptions({
    queryKey: [...activityKeys.followUps, filter],
    queryFn: ({ pageParam, signal }): Promise<{ data: FollowUp[]; next_cursor: string | null }> => {
      const query = { ...filter, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }
      return answer(api.GET('/crm/follow-ups', { params: { query }, signal }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  })

/** At most so many follow-ups are drawn at once; who wants more narrows down whose. */
const MOST_DRAWN = 1000

/** All follow-ups, done ones too, that are due in a span of time; `isCut` when there are more than are drawn. */
export const followUpsBetweenQuery = (whose: Whose, from: Date, to: Date) => {
  const filter = { ...whose, due_from: from.toISOString(), due_to: to.toISOString(), status: 'all' as const }
  return queryOptions({
    queryKey: [...activityKeys.followUps, 'between', filter],
    queryFn: async ({ signal }): Promise<{ data: FollowUp[]; isCut: boolean }> => {
      const data: FollowUp[] = []
      let cursor: string | null = null
      do {
        const query = { ...filter, limit: 200, ...(cursor !== null && { cursor }) }
        const page: { data: FollowUp[]; next_cursor: string | null } = await answer(
          api.GET('/crm/follow-ups', { params: { query }, signal }),
        )
        data.push(...page.data)
        cursor = page.next_cursor
      } while (cursor !== null && data.length < MOST_DRAWN)
      return { data, isCut: cursor !== null }
    },
    placeholderData: keepPreviousData,
  })
}

export const followUpCountsQuery = (whose: Whose) =>
  queryOptions({
    queryKey: [...activityKeys.followUps, 'counts', whose],
    queryFn: ({ signal }): Promise<FollowUpCounts> =>
      answer(api.GET('/crm/follow-ups/counts', { params: { query: { ...whose } }, signal })),
    placeholderData: keepPreviousData,
  })

/** People who can be given something to do. */
export const colleaguesQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/people', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** People who can be named in what one writes. */
export const nameableQuery = queryOptions({
  queryKey: ['people', 'nameable'],
  queryFn: async ({ signal }) =>
    (await answer(api.GET('/crm/people', { params: { query: { to: 'name' } }, signal }))).data,
  staleTime: 5 * MINUTE,
})

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/teams', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** `key` makes repeats of one draft one entry. */
export const logActivity = (body: NewActivity, key: string) =>
  answer(api.POST('/crm/activities', { params: { header: { 'idempotency-key': key } }, body }))

export const editActivity = (id: number, body: { note: string }): Promise<Activity> =>
  answer(api.PATCH('/crm/activities/entries/{id}', { params: { path: { id } }, body }))

export const deleteActivity = async (id: number): Promise<void> => {
  await api.DELETE('/crm/activities/entries/{id}', { params: { path: { id } } })
}

export const planFollowUp = (body: NewFollowUp, key: string) =>
  answer(api.POST('/crm/follow-ups', { params: { header: { 'idempotency-key': key } }, body }))

export const moveFollowUp = (id: number, due_at: string) =>
  answer(api.PATCH('/crm/follow-ups/{id}', { params: { path: { id } }, body: { due_at } }))

/** Changes what is planned. `version` is the one the change was made on: what somebody else changed meanwhile is not written over. */
export const editFollowUp = (id: number, body: FollowUpEdit, version: number) =>
  answer(
    api.PATCH('/crm/follow-ups/{id}', {
      params: { path: { id }, header: { 'if-match': String(version) } },
      body,
    }),
  )

export const finishFollowUp = (id: number, body: FollowUpDone, key: string) =>
  answer(
    api.POST('/crm/follow-ups/{id}/done', {
      params: { path: { id }, header: { 'idempotency-key': key } },
      body,
    }),
  )

export const reopenFollowUp = (id: number) =>
  answer(api.POST('/crm/follow-ups/{id}/reopen', { params: { path: { id } } }))

export const deleteFollowUp = async (id: number): Promise<void> => {
  await api.DELETE('/crm/follow-ups/{id}', { params: { path: { id } } })
}

/** After something was logged or planned with a lead: everything that shows it. */
export function refreshActivities(client: QueryClient, leadId: number): void {
  void client.invalidateQueries({ queryKey: activityKeys.timelines(leadId) })
  void client.invalidateQueries({ queryKey: activityKeys.followUps })
  void client.invalidateQueries({ queryKey: ['leads', 'one', leadId] })
  void client.invalidateQueries({ queryKey: ['leads', 'page'] })
}

import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

export const notificationKeys = { all: ['notifications'] as const }

/** How much the person has not read. A file of its own: all of the notification centre that every page carries. */
export const unreadQuery = queryOptions({
  queryKey: [...notificationKeys.all, 'count'],
  queryFn: ({ signal }): Promise<{ unread: number }> =>
    answer(api.GET('/crm/notifications/count', { signal })),
  staleTime: 60_000,
})

import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { answer, api } from './api.ts'

/** The signed-in person with roles and permissions. A 401 sends to the sign-in page (routes/__root). */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => answer(api.GET('/api/me', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export function useMe() {
  return useSuspenseQuery(meQuery).data
}

export type Me = ReturnType<typeof useMe>

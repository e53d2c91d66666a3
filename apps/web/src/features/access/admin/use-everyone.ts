import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type User, type UserSearch, usersQuery } from './api.ts'

/** All people that are found, for a choice among them: page after page, however many there are. */
export function useEveryone(search: UserSearch = {}): User[] {
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = useInfiniteQuery(
    usersQuery(search),
  )
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  return data?.pages.flatMap(page => page.data) ?? []
}

import type { QueryClient, QueryKey } from '@tanstack/react-query'

/** Shows what is about to be kept. A read under way is dropped: it may have been answered before and would bring back what stood then. */
export function showAtOnce<T>(client: QueryClient, queryKey: QueryKey, change: (now: T) => T): void {
  void client.cancelQueries({ queryKey, exact: true })
  client.setQueryData<T>(queryKey, now => now && change(now))
}

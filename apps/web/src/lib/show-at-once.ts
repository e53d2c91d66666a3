import type { InferDataFromTag, QueryClient, QueryKey } from '@tanstack/react-query'

/** Shows what is about to be kept. A read under way is dropped: it may have been answered before and would bring back what stood then. */
export function showAtOnce<T>(client: QueryClient, queryKey: QueryKey, change: (now: T) => T): void {
  const now = client.getQueryData<T>(queryKey)
  // Nothing to change, and nothing would be shown without the read.
  if (now !== undefined) showAnswer(client, queryKey, change(now))
}

/** Shows what the server answered to a change, in place of what a read under way would bring, which may be of before. */
export function showAnswer<K extends QueryKey>(
  client: QueryClient,
  queryKey: K,
  answer: InferDataFromTag<unknown, K>,
): void {
  void client.cancelQueries({ queryKey, exact: true })
  client.setQueryData<unknown>(queryKey, answer)
}

import { notifyManager, type Query, type QueryClient } from '@tanstack/react-query'

/**
 * Reads once more what was said to be old while it was read for the first time: that answer may be of before. Later reads begin anew by themselves
 * where they are said to be old; the first one goes on, as there is nothing to show without it.
 */
export function readAgain(client: QueryClient): void {
  const overtaken = new WeakSet<Query>()
  client.getQueryCache().subscribe(event => {
    if (event.type !== 'updated') return
    const { query, action } = event
    if (action.type === 'fetch') overtaken.delete(query)
    if (action.type === 'invalidate' && query.state.fetchStatus !== 'idle') overtaken.add(query)
    if (action.type === 'success' && !action.manual && overtaken.delete(query))
      notifyManager.schedule(() => void client.invalidateQueries({ queryKey: query.queryKey, exact: true }))
  })
}

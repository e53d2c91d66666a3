import { notifyManager, type QueryClient } from '@tanstack/react-query'
import { meQuery } from './me.ts'

/**
 * Rights changed: brings the page after them. Menus, buttons and whole pages hang on the person, who is asked for alone and so comes at
 * once; then all else is asked for again, as far as it is still on the screen: what left with a right would only be refused.
 */
export async function followRights(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: meQuery.queryKey })
  refetchAllElse(client)
}

/** After a time without a line, in which nobody was told: the page goes after the person's rights where they are other ones now. */
export async function catchUpRights(client: QueryClient): Promise<void> {
  const { queryKey } = meQuery
  const before = client.getQueryData(queryKey)
  await client.invalidateQueries({ queryKey })
  // What reads alike stays the same object.
  if (client.getQueryData(queryKey) !== before) refetchAllElse(client)
}

const refetchAllElse = (client: QueryClient): void =>
  // After those who listen to the person were told and drew anew.
  notifyManager.schedule(() => {
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
  })

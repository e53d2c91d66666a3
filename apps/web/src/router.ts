import { createRouter } from '@tanstack/react-router'
import { queryClient } from './lib/query-client.ts'
import { parseSearch, stringifySearch } from './lib/search-params.ts'
import { routeTree } from './route-tree.gen.ts'
import { RouteError } from './ui/RouteError.tsx'
import { RouteNotFound } from './ui/RouteNotFound.tsx'

/** The one router; its context carries what loaders need. */
export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  // Query decides what is fresh; the router keeps no copy.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: RouteNotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }

  interface StaticDataRouteOption {
    /** True for pages shown to someone who is not signed in: no shell, no session asked for. */
    isPublic?: boolean
  }
}

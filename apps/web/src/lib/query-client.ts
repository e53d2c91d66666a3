import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from './problem.ts'
import { readAgain } from './read-again.ts'

const RETRIES = 2

/** Server data lives here and nowhere else. Live frames keep it fresh, so a window that comes back need not refetch all. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < RETRIES && !(error instanceof ProblemError && error.status < 500),
    },
    mutations: { retry: false },
  },
})

readAgain(queryClient)

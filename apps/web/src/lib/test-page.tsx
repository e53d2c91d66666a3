import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { meQuery } from './me.ts'

/** Someone who works with their own leads. */
export const REP = {
  id: 7,
  name: 'Asha Nair',
  roles: ['Employee'],
  permissions: [
    { module: 'CRM', action: 'view', scope: 'own' },
    { module: 'CRM', action: 'create', scope: 'own' },
  ],
}

/** An answer of the API: a body, or a status with one. */
type Answer = { status: number; body: unknown } | object

/** Answers calls by `METHOD /path` and remembers them; what is not named is not found. */
export function answerCalls(answers: Record<string, Answer>) {
  const calls: { call: string; search: string; body: unknown }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url)
    const call = `${request.method} ${pathname}`
    const text = await request.text()
    calls.push({ call, search, body: text ? JSON.parse(text) : undefined })
    const found = answers[call] ?? {
      status: 404,
      body: { type: 'not-found', title: 'Not found', status: 404 },
    }
    const { status, body } = 'status' in found ? found : { status: 200, body: found }
    return Response.json(body, { status: Number(status) })
  })
  return calls
}

/** Draws something as it stands on a page, with everything around it that pages have. */
export function renderPage(content: ReactNode, me: object = REP) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  client.setQueryData<unknown>(meQuery.queryKey, me)
  const router = createRouter({
    routeTree: createRootRoute({ component: () => content }),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  })
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

import { QueryClient, QueryClientProvider, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { Suspense } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { catchUpRights, followRights } from './follow-rights.ts'

let asked: string[] = []
/** Where the person may go. */
const readPlaces = vi.fn<() => Promise<string[]>>()
let client: QueryClient

const query = <T,>(what: string, read: () => Promise<T>) => ({
  queryKey: [what],
  queryFn: () => {
    asked.push(what)
    return read()
  },
})

/** A menu, notifications in any case, and leads where the person may see them. */
function Page() {
  const { data: places } = useSuspenseQuery(query('me', readPlaces))
  useQuery(query('notifications', async () => 3))
  return (
    <>
      <nav>{places.join(', ')}</nav>
      {places.includes('Leads') && <Leads />}
    </>
  )
}

const Leads = () => <p>{useQuery(query('leads', async () => 'Zoya')).data}</p>

const hasAsked = (...expected: string[]) =>
  vi.waitFor(() => expect(asked.toSorted()).toEqual(expected), { interval: 50 })

beforeEach(async () => {
  asked = []
  readPlaces.mockReset().mockResolvedValue(['Home', 'Leads'])
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000 } } })
  render(
    <QueryClientProvider client={client}>
      <Suspense>
        <Page />
      </Suspense>
    </QueryClientProvider>,
  )
  await screen.findByText('Zoya')
  asked = []
})
afterEach(cleanup)

it('asks for the person first, then for what is still on the screen', async () => {
  let answer = (_places: string[]) => {}
  readPlaces.mockImplementationOnce(
    () =>
      new Promise(resolve => {
        answer = resolve
      }),
  )
  void followRights(client)
  await hasAsked('me')
  answer(['Home'])
  await hasAsked('me', 'notifications')
  expect(screen.queryByText('Zoya')).toBeNull()
})

it('asks for everything else although the person cannot be read', async () => {
  readPlaces.mockRejectedValueOnce(new Error('away'))
  void followRights(client)
  await hasAsked('leads', 'me', 'notifications')
})

it('asks after an outage for the person alone, and for all else only where their rights are other ones', async () => {
  await catchUpRights(client)
  expect(asked).toEqual(['me'])
  readPlaces.mockResolvedValue(['Home'])
  void catchUpRights(client)
  await hasAsked('me', 'me', 'notifications')
  expect(screen.queryByText('Zoya')).toBeNull()
})

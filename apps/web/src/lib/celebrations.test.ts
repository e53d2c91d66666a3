import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { celebrates, takeOverCelebrates } from './celebrations.ts'
import { meQuery } from './me.ts'

const sent: unknown[] = []
vi.stubGlobal('fetch', async (request: Request) => {
  sent.push(await request.json())
  return Response.json({ celebrates: false })
})

const OLD = 'optimwalls.celebrates.7'
function clientOf(told: { celebrates: boolean | null; viewing?: object }): QueryClient {
  const client = new QueryClient()
  const me = { id: 7, viewing: told.viewing ?? null, preferences: { celebrates: told.celebrates } }
  client.setQueryData<object>([...meQuery.queryKey], me)
  return client
}
beforeEach(() => {
  sent.length = 0
  localStorage.clear()
})

test('what a browser remembered goes over to the person once', async () => {
  localStorage.setItem(OLD, 'no')
  const client = clientOf({ celebrates: null })
  expect(celebrates(client)).toBe(true)
  await takeOverCelebrates(client)
  expect([celebrates(client), sent, localStorage.getItem(OLD)]).toEqual([
    false,
    [{ celebrates: false }],
    null,
  ])
})

test('what the person has said since holds, and whoever looks on as them takes nothing over', async () => {
  localStorage.setItem(OLD, 'no')
  await takeOverCelebrates(clientOf({ celebrates: null, viewing: {} }))
  expect(localStorage.getItem(OLD)).toBe('no')
  const client = clientOf({ celebrates: true })
  await takeOverCelebrates(client)
  expect([celebrates(client), sent, localStorage.getItem(OLD)]).toEqual([true, [], null])
})

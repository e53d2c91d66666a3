import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { tell } from '../../lib/live.ts'
import { leadPageQuery, leadQuery } from './api.ts'
import type { Lead } from './lead.ts'
import { putCached } from './lead-cache.ts'

const list = { filters: {}, sort: '-created_at' } as const
const cursor = [1, 1] as never
const MAY = '2026-05-01T10:00:00.000Z'
const JUNE = '2026-06-01T10:00:00.000Z'

const lead = (id: number, version: number, more: Partial<Lead> = {}) =>
  ({ id, version, updated_at: MAY, score: 40, name: `Lead ${id}`, ...more }) as Lead

/** Reads under way, in the order in which they began. */
let reads: { answer: (found: object) => void }[] = []
let client: QueryClient

beforeEach(() => {
  reads = []
  vi.stubGlobal(
    'fetch',
    () => new Promise(resolve => reads.push({ answer: found => resolve(Response.json(found)) })),
  )
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
})
afterEach(() => {
  client.clear()
  vi.unstubAllGlobals()
})
const hasBegun = () => vi.waitFor(() => expect(reads).toHaveLength(1), { interval: 50 })

it('a page of a list has what was heard while it was read', async () => {
  const reading = client.fetchQuery(leadPageQuery(list, null))
  await hasBegun()
  tell('gone', { id: 1, row_rev: 5, cursor })
  tell('lead', {
    event: 'lead.scored',
    cursor,
    actor_id: null,
    lead: { ...lead(2, 4, { score: 70, updated_at: JUNE }), row_rev: 6 } as never,
  })
  tell('lead', {
    event: 'lead.changed',
    cursor,
    actor_id: 8,
    lead: { ...lead(3, 2, { name: 'Older' }), row_rev: 1 } as never,
  })
  reads[0]?.answer({ data: [lead(1, 1), lead(2, 3), lead(3, 9)], next_cursor: 'next' })
  const page = await reading
  expect(page.data).toMatchObject([
    { id: 2, version: 4, score: 70 },
    { id: 3, version: 9, name: 'Lead 3' },
  ])
  // A list that ends here would be drawn a row too long.
  expect(client.getQueryData<{ pages: unknown[] }>(['leads', 'book', list])?.pages[0]).toEqual({
    cursor: null,
    rows: 2,
  })
})

it('a lead that was read before it was saved does not take the place of what was saved', async () => {
  const { queryKey } = leadQuery(1)
  client.setQueryData(queryKey, lead(1, 1))
  const reading = client.fetchQuery(leadQuery(1))
  await hasBegun()
  putCached(client, lead(1, 2, { name: 'Asha Rao' }))
  reads[0]?.answer(lead(1, 1))
  await reading
  expect(client.getQueryData(queryKey)).toMatchObject({ version: 2, name: 'Asha Rao' })
})

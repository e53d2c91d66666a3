import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { readAgain } from './read-again.ts'

const queryKey = ['leads']
/** Reads under way, in the order in which they began. */
let reads: { answer: (value: string) => void }[] = []
let client: QueryClient

function show(): QueryObserver<string> {
  reads = []
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000 } } })
  readAgain(client)
  const queryFn = () => new Promise<string>(answer => reads.push({ answer }))
  const observer = new QueryObserver<string>(client, { queryKey, queryFn })
  observer.subscribe(() => {})
  return observer
}
const hasRead = (times: number) => vi.waitFor(() => expect(reads).toHaveLength(times), { interval: 50 })
afterEach(() => client.clear())

it('reads again what was said to be old while it was read for the first time', async () => {
  const page = show()
  await hasRead(1)
  void client.invalidateQueries({ queryKey })
  void client.invalidateQueries({ queryKey })
  reads[0]?.answer('before')
  await hasRead(2)
  expect(page.getCurrentResult().data).toBe('before')
  reads[1]?.answer('after')
  await vi.waitFor(() => expect(page.getCurrentResult()).toMatchObject({ data: 'after', isStale: false }), {
    interval: 50,
  })
  expect(reads).toHaveLength(2)
})

it('reads once what nothing was said of meanwhile, and twice what was begun anew', async () => {
  const page = show()
  await hasRead(1)
  reads[0]?.answer('first')
  await vi.waitFor(() => expect(page.getCurrentResult().data).toBe('first'), { interval: 50 })
  void client.invalidateQueries({ queryKey })
  await hasRead(2)
  void client.invalidateQueries({ queryKey })
  await hasRead(3)
  reads[2]?.answer('third')
  await vi.waitFor(
    () => expect(page.getCurrentResult()).toMatchObject({ data: 'third', isFetching: false }),
    {
      interval: 50,
    },
  )
  expect(reads).toHaveLength(3)
})

import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, it } from 'vitest'
import { showAnswer, showAtOnce } from './show-at-once.ts'

const queryKey = ['widgets']
let client: QueryClient
let answer: (widgets: string[]) => void
const read = () => {
  const reading = client.fetchQuery({
    queryKey,
    queryFn: () => new Promise<string[]>(resolve => (answer = resolve)),
  })
  return reading.catch(() => {})
}

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
})

it('a read that began before does not undo what is shown', async () => {
  client.setQueryData(queryKey, ['funnel'])
  const first = read()
  showAtOnce<string[]>(client, queryKey, now => [...now, 'newest'])
  answer(['funnel'])
  await first
  expect(client.getQueryData(queryKey)).toEqual(['funnel', 'newest'])
  const second = read()
  showAnswer(client, queryKey, ['newest'])
  answer(['funnel', 'newest'])
  await second
  expect(client.getQueryData(queryKey)).toEqual(['newest'])
})

it('where nothing is shown yet, the read goes on', async () => {
  const reading = read()
  showAtOnce<string[]>(client, queryKey, now => [...now, 'newest'])
  answer(['funnel'])
  await reading
  expect(client.getQueryData(queryKey)).toEqual(['funnel'])
})

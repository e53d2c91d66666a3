import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { purposesQuery } from '../../lib/consent-purposes.ts'
import { consentOptions } from './consent-options.ts'

it('offers each purpose by its channels, or once for all, the main one without its number', async () => {
  const client = new QueryClient()
  const purpose = { wording: '', version: 1, is_retired: false }
  const purposes = [
    { ...purpose, id: 1, label: 'Offers and news', has_channels: true, is_main: true },
    { ...purpose, id: 3, label: 'Scoring', has_channels: false, is_main: false },
  ]
  client.setQueryData(purposesQuery.queryKey, { data: purposes, version: 1 })
  const options = await consentOptions(client)
  expect(options).toHaveLength(4 * 3 + 3)
  expect(options).toContainEqual({
    value: 'withdrawn.email',
    label: 'Objected to E-mail',
    group: 'Offers and news',
  })
  expect(options.slice(-3).map(({ value }) => value)).toEqual([
    'given.any.3',
    'withdrawn.any.3',
    'unknown.any.3',
  ])
})

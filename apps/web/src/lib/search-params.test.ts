import { expect, it } from 'vitest'
import { parseSearch, stringifySearch } from './search-params.ts'

it('repeats a name for each value and leaves out what is not there', () => {
  expect(stringifySearch({ status: ['new', 'lost'], budget_min: 500_000, q: undefined, deleted: true })).toBe(
    '?status=new&status=lost&budget_min=500000&deleted=true',
  )
  expect(stringifySearch({})).toBe('')
})

it('reads text, whatever it looks like', () => {
  expect(parseSearch('?q=98123&token=0012&next=%2Fleads%3Fstatus%3Dnew')).toEqual({
    q: '98123',
    token: '0012',
    next: '/leads?status=new',
  })
})

it.each<Record<string, string | string[]>>([
  { q: '"quoted" & [odd] +91 #1 %', location: ['Baner, Pune', 'नाशिक'] },
  { constructor: ['b', 'c'], toString: 'a' },
])('comes back as it went: %j', search => {
  expect(parseSearch(stringifySearch(search))).toEqual(search)
})

import { expect, it } from 'vitest'
import { safeNext } from './safe-next.ts'

it.each([
  ['/leads?status=new', '/leads?status=new'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?next=/', '/'],
  ['', '/'],
  [undefined, '/'],
])('after sign-in %s leads to %s', (next, address) => {
  expect(safeNext(next)).toBe(address)
})

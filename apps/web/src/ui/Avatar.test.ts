import { expect, it } from 'vitest'
import { initialsOf } from './Avatar.tsx'

it.each([
  ['Asha Nair', 'AN'],
  ['Ananya & Rohit Joshi', 'AJ'],
  ['Asha', 'A'],
  ['अनन्या जोशी', 'अज'],
  ['  ', ''],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

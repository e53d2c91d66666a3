import { expect, test } from 'vitest'
import { isShortened, readPhones } from './read-phone.ts'

test.each([
  ['98450 11001', ['+919845011001']],
  ['9845011001.0', ['+919845011001']],
  ["'9845011001", ['+919845011001']],
  ['tel:+91 98450-11001', ['+919845011001']],
  // All digits are there: only the writing is odd.
  ['9.845011001E+09', ['+919845011001']],
  ['98450 11001 / 98450 11002', ['+919845011001', '+919845011002']],
  ['98450 11001, 98450 11002', ['+919845011001', '+919845011002']],
  ['98450 11001 ::: +91 98450 11001', ['+919845011001']],
  ['080/22334455', ['+918022334455']],
])('%s', (text, phones) => {
  expect(readPhones(text, 'IN')).toEqual({ phones })
})

test.each([
  ['9.81E+09', /lost digits/],
  ['9,845E+09', /lost digits/],
  ['98450 11001 / 22', /more than one number/],
  ['at home', /not a phone number/],
  ['+91 98450 11001 ext 5', /extension/],
])('%s is none', (text, message) => {
  expect(readPhones(text, 'IN')).toEqual({ message: expect.stringMatching(message) })
})

test('a number that lost digits is told from one that is written at length', () => {
  expect(['9.81E+09', '9.845011001E+09', '981', 'E+09'].map(isShortened)).toEqual([true, false, false, false])
})

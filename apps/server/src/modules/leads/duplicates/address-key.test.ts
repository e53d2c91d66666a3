import { expect, test } from 'vitest'
import { addressKey } from './address-key.ts'

test.each([
  ['Flat No. 1204, Tower 3, Amanora Park', 'flat 1204 tower 3 Amanora Park'],
  ['B-204, Kumar Society, Baner Road', 'B 204, Kumar Soc., Baner Rd'],
  ['B204 Kumar Society, Baner Road', 'B-204, Baner Road, Kumar Society'],
  ['12, MG Road, 2nd Floor', '12 MG Rd, 2 floor'],
])('%s is %s', (one, other) => {
  expect(addressKey(one)).toBe(addressKey(other))
  expect(addressKey(one)).not.toBeNull()
})

test.each(['Baner', 'Amanora Park, Hadapsar', 'MG 5', '', '...'])('%j names no home', address => {
  expect(addressKey(address)).toBeNull()
})

test('another flat is another home', () => {
  expect(addressKey('B-204, Kumar Society, Baner')).not.toBe(addressKey('B-205, Kumar Society, Baner'))
})

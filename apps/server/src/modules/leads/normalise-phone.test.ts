import { describe, expect, test } from 'vitest'
import { normalisePhone } from './normalise-phone.ts'

describe('one number in many writings', () => {
  test.each([
    '9812345678',
    '98123 45678',
    '98123-45678',
    '09812345678',
    '+919812345678',
    '+91-9812345678',
    '+91 (98123) 45678',
    '0091 98123 45678',
    '919812345678',
    ' 98.123.456.78 ',
  ])('%j', text => {
    expect(normalisePhone(text, 'IN')).toBe('+919812345678')
  })
})

test.each([
  ['660-485-0224', 'US', '+16604850224'],
  ['+1 660 485 0224', 'IN', '+16604850224'],
  ['020 2345 6789', 'IN', '+912023456789'],
  ['030 123456', 'DE', '+4930123456'],
])('%j in %s is %s', (text, country, e164) => {
  expect(normalisePhone(text, country)).toBe(e164)
})

describe('none', () => {
  test.each([
    '',
    'abc',
    '12',
    '98123',
    '+91',
    '98123456789012345',
    'call 98123 45678 after six',
    '98123 45678 or 98123 45679',
    '98123 45678 ext. 12',
    '1-800-FLOWERS',
  ])('%j', text => {
    expect(normalisePhone(text, 'IN')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { countryName, readPhone } from './phone.ts'

describe('readPhone', () => {
  it.each([
    ['98123 45678', 'IN', '+919812345678'],
    ['+91-9812345678', 'US', '+919812345678'],
    ['0091 98123-45678', 'IN', '+919812345678'],
    ['660-485-0224', 'US', '+16604850224'],
  ])('%s in %s', (text, country, value) => {
    expect(readPhone(text, country)).toMatchObject({ value })
  })

  it('takes an empty field as none', () => {
    expect(readPhone(' ', 'IN')).toEqual({ value: null })
  })

  it('names the country it looked in', () => {
    expect(readPhone('12345', 'IN')).toEqual({ error: expect.stringContaining('India') })
    expect(readPhone('+1 23', 'IN')).toEqual({ error: expect.stringContaining('that country') })
  })
})

it('has a word for every code, known or not', () => {
  expect(countryName('IN')).toBe('India')
  expect(countryName('not a code')).toBe('not a code')
})

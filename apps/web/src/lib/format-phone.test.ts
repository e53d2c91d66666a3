import { expect, it } from 'vitest'
import { formatArea } from './format-area.ts'
import { formatPhone } from './format-phone.ts'

it.each([
  ['+919812345678', '+91 98123 45678'],
  ['+97150123456', '+97150123456'],
  ['', '—'],
  [null, '—'],
])('the phone %s reads as %s', (phone, text) => {
  expect(formatPhone(phone)).toBe(text)
})

it.each([
  [1420, '1,420 sq ft'],
  [120_000.4, '1,20,000 sq ft'],
  [0, '0 sq ft'],
  [null, '—'],
])('the area %s reads as %s', (area, text) => {
  expect(formatArea(area)).toBe(text)
})

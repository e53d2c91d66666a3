import { expect, it } from 'vitest'
import { wordsFor } from './PresentPeople.tsx'

it('names who is looking, in one line', () => {
  expect(wordsFor(['Neha Kulkarni'])).toBe('Neha is looking')
  expect(wordsFor(['Neha Kulkarni', 'Kabir Shaikh'])).toBe('Neha and Kabir are looking')
  expect(wordsFor(['Neha Kulkarni', 'Kabir Shaikh', 'Asha Nair'])).toBe('Neha and 2 others are looking')
})

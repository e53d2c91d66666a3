import { describe, expect, test } from 'vitest'
import { blockingKey, soundOfName } from './name-key.ts'

describe('one person in many writings', () => {
  test.each([
    ['Rahul Sharma', 'Pune', 'Mr. Rahul Sarma', 'Poona'],
    ['Rahul Sharma', 'Pune', 'SHARMA, Rahul', 'Baner, Pune'],
    ['Lakshmi Iyer', 'Bengaluru', 'Smt. Laxmi Iyer', 'Bangalore'],
    ['Vikas Choudhary', 'Mumbai', 'Vikash Chaudhari', 'Bombay'],
    ['Mohammed Shaikh', 'Pune', 'Muhammad Sheikh', 'pune'],
    ['Pooja Deshpande', 'Pune', 'Puja Deshpandey', 'Pune'],
    ['Rajeev Kumar Gupta', 'Pune', 'Rajiv Gupta', 'Pune'],
    ['Ramesh Patel', 'Vadodara', 'Rameshbhai Patel', 'Baroda'],
    ['José Núñez', 'Pune', 'Jose Nunez', 'Pune'],
    ['Wasim Zaidi', 'Pune', 'Vasim Jaidi', 'Pune'],
    ['Dr. Srinivas Rao', 'Hyderabad', 'Shrinivas Rao', 'Hyderabad'],
  ])('%s of %s is %s of %s', (name, city, other, otherCity) => {
    expect(blockingKey(name, city)).toBe(blockingKey(other, otherCity))
  })
})

test.each([
  ['Rahul Sharma', 'Pune', 'Rahul Sharma', 'Mumbai'],
  ['Rahul Sharma', 'Pune', 'Mohit Sharma', 'Pune'],
  ['Asha Rao', 'Pune', 'Asha Rane', 'Pune'],
  ['राहुल शर्मा', 'Pune', 'राहुल वर्मा', 'Pune'],
])('%s of %s is not %s of %s', (name, city, other, otherCity) => {
  expect(blockingKey(name, city)).not.toBe(blockingKey(other, otherCity))
})

test.each([
  ['Rahul', 'Pune'],
  ['Mr. Rahul', 'Pune'],
  ['R. Sharma', 'Pune'],
  ['Rahul Sharma', null],
  ['Rahul Sharma', ' , '],
  ['!!', '??'],
])('%s of %s is too little to go by', (name, city) => {
  expect(blockingKey(name, city)).toBeNull()
})

test('the sound keeps vowels, so that what meets can be told apart', () => {
  expect(soundOfName('Rohil Sarma')).not.toBe(soundOfName('Rahul Sharma'))
})

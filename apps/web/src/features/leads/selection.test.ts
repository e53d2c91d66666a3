import { expect, test } from 'vitest'
import { countTicked, EVERYTHING, isTicked, NOTHING, tick } from './selection.ts'

test('some leads are ticked, one by one or several at once', () => {
  const some = tick(tick(NOTHING, [1, 2, 3], true), [2], false)
  expect([1, 2, 3, 4].map(id => isTicked(some, id))).toEqual([true, false, true, false])
  expect(countTicked(some, 100)).toBe(2)
})

test('all that match are ticked but for those that were taken out', () => {
  const most = tick(EVERYTHING, [1, 2], false)
  expect([1, 2, 3].map(id => isTicked(most, id))).toEqual([false, false, true])
  expect(countTicked(tick(most, [2], true), 100)).toBe(99)
  expect(countTicked(most, null)).toBeNull()
})

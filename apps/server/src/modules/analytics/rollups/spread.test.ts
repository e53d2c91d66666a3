import { expect, test } from 'vitest'
import { Spread } from './spread.ts'

/** Records as the database writes them. */
function records(...counted: [amount: number, n: number][]): Buffer {
  const buffer = Buffer.alloc(counted.length * 4)
  counted.forEach(([amount, n], place) => {
    buffer.writeInt32BE((amount << 8) | (n & 255), place * 4)
  })
  return buffer
}
const spreadOf = (...counted: [amount: number, n: number][]) => {
  const spread = new Spread()
  spread.add(records(...counted))
  return spread
}

test('of nothing there is no middle', () => {
  expect(spreadOf().percentiles([50, 90])).toEqual([null, null])
  expect(spreadOf([5, 2], [30, 1], [31, 4], [9000, 3], [30, -1]).countsUpTo([30, 60])).toEqual([2, 6])
  expect(spreadOf([3, 1], [3, -1]).percentiles([50, 90])).toEqual([null, null])
})

test.each([
  [[[5, 1]], 5, 5],
  [
    [
      [1, 1],
      [2, 1],
    ],
    1,
    2,
  ],
  [
    [
      [9, 1],
      [1, 5],
      [2, 4],
    ],
    1,
    2,
  ],
  [
    [
      [0, 127],
      [0, 127],
      [7, 1],
    ],
    0,
    0,
  ],
  [
    [
      [4095, 1],
      [4096, 3],
      [8_388_607, 1],
    ],
    4096,
    8_388_607,
  ],
  [
    [
      [1_000_000, 2],
      [70, 2],
      [1_000_000, -1],
    ],
    70,
    1_000_000,
  ],
] as [[number, number][], number, number][])(
  'the middle and the ninth tenth of %j',
  (counted, median, p90) => {
    expect(spreadOf(...counted).percentiles([50, 90])).toEqual([median, p90])
  },
)

test('it is kept in order, each amount once for every 127 leads, and what went is not kept', () => {
  const spread = spreadOf([300, 2], [5000, 1], [2, 127], [2, 127], [2, 46], [7, 1], [7, -1])
  expect(spread.pack()).toEqual(records([2, 127], [2, 127], [2, 46], [300, 2], [5000, 1]))
  const both = new Spread()
  both.addAll(spread)
  both.addAll(spreadOf([5000, 1], [300, -2]))
  expect(both.pack()).toEqual(records([2, 127], [2, 127], [2, 46], [5000, 2]))
})

test('how many took more than so long', () => {
  const spread = spreadOf([3, 5], [4, 2], [5000, 1], [4, -1])
  expect([2, 3, 4, 4999, 5000].map(amount => spread.countAbove(amount))).toEqual([7, 2, 1, 1, 0])
})

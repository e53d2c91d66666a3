import { describe, expect, it } from 'vitest'
import { drawnRows, EMPTY_BOOK, forgetRow, layOut, learnPage, pageOfRow } from './page-book.ts'

const page = (rows: number, next_cursor: string | null) => ({
  data: Array.from({ length: rows }),
  next_cursor,
})

const threePages = learnPage(
  learnPage(learnPage(EMPTY_BOOK, null, page(100, 'b')), 'b', page(100, 'c')),
  'c',
  page(40, null),
)

describe('learnPage', () => {
  it('follows the cursors to the end', () => {
    expect(threePages).toEqual({
      pages: [
        { cursor: null, rows: 100 },
        { cursor: 'b', rows: 100 },
        { cursor: 'c', rows: 40 },
      ],
      isComplete: true,
    })
  })

  it('keeps the book as it is when nothing changed', () => {
    expect(learnPage(threePages, 'b', page(100, 'c'))).toBe(threePages)
  })

  it('drops what followed a page that now ends elsewhere', () => {
    expect(learnPage(threePages, null, page(100, 'b2')).pages).toEqual([
      { cursor: null, rows: 100 },
      { cursor: 'b2', rows: null },
    ])
  })

  it('ends early when a page became the last', () => {
    expect(learnPage(threePages, 'b', page(7, null))).toMatchObject({
      isComplete: true,
      pages: { length: 2 },
    })
  })

  it('ignores a page of a list that is gone', () => {
    expect(learnPage(EMPTY_BOOK, 'old', page(100, 'x'))).toBe(EMPTY_BOOK)
  })
})

it('finds the page of a row', () => {
  const { starts, known } = layOut(forgetRow(threePages, 0))
  expect(starts).toEqual([0, 99, 199])
  expect(known).toBe(239)
  expect([0, 98, 99, 198, 199, 5000].map(row => pageOfRow(starts, row))).toEqual([0, 0, 1, 1, 2, 2])
})

it('draws a stretch beyond what is known, but never more than there is', () => {
  const begun = learnPage(EMPTY_BOOK, null, page(100, 'b'))
  expect(drawnRows(begun, undefined)).toBe(400)
  expect(drawnRows(begun, { count: 130, capped: false })).toBe(130)
  expect(drawnRows(begun, { count: 10_000, capped: true })).toBe(400)
  expect(drawnRows(threePages, { count: 9_999, capped: false })).toBe(240)
})

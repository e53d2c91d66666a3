import { describe, expect, test } from 'vitest'
import { csvCell } from './csv-cell.ts'

describe('quoted where it must be', () => {
  test.each([
    [null, ''],
    [undefined, ''],
    [0, '0'],
    [12.5, '12.5'],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
  ])('%j becomes %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})

describe('a formula is shown and never run', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['+cmd|calc', "'+cmd|calc"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    ['  =1+1', "'  =1+1"],
    ['＝1+1', "'＝1+1"],
  ])('%j becomes %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})

test.each(['+919812345678', '-12.5', '-12'])('%s is a number and stays one', value => {
  expect(csvCell(value)).toBe(value)
})

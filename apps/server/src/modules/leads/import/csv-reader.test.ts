import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type CsvRow, readCsv, sniffDialect } from './csv-reader.ts'

async function read(bytes: Buffer, chunk = bytes.length): Promise<CsvRow[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  )
  const rows: CsvRow[] = []
  for await (const row of readCsv(Readable.from(chunks), sniffDialect(bytes))) rows.push(row)
  return rows
}
const cells = async (text: string) => (await read(Buffer.from(text))).map(row => row.cells)
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16()

const utf32 = (text: string, write: 'writeUInt32LE' | 'writeUInt32BE') => {
  const points = [...text]
  const bytes = Buffer.alloc(points.length * 4)
  for (const [i, point] of points.entries()) bytes[write](point.codePointAt(0) ?? 0, i * 4)
  return bytes
}

const TEXT = 'Name,City\r\nJosé,कोची\r\n'
const ROWS = [
  ['Name', 'City'],
  ['José', 'कोची'],
]

describe('the encoding', () => {
  test.each([
    ['UTF-8', 'utf-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', 'utf-8', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 LE', 'utf-16le', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 BE', 'utf-16be', swapped(`\uFEFF${TEXT}`)],
    ['UTF-32 LE', 'utf-32le', utf32(`\uFEFF${TEXT}`, 'writeUInt32LE')],
    ['UTF-32 BE', 'utf-32be', utf32(`\uFEFF${TEXT}`, 'writeUInt32BE')],
    ['UTF-16 LE without a mark', 'utf-16le', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 BE without a mark', 'utf-16be', swapped(TEXT)],
  ])('%s', async (_what, encoding, bytes) => {
    expect(sniffDialect(bytes).encoding).toBe(encoding)
    expect((await read(bytes)).map(row => row.cells)).toEqual(ROWS)
    // However the bytes arrive.
    expect((await read(bytes, 3)).map(row => row.cells)).toEqual(ROWS)
  })

  test('Windows', async () => {
    const bytes = Buffer.from('Name,City\r\nJos\xe9,M\xfcnchen \x80\r\n', 'latin1')
    expect(sniffDialect(bytes).encoding).toBe('windows-1252')
    expect((await read(bytes))[1]?.cells).toEqual(['José', 'München €'])
  })

  test('a head that ends inside a character is UTF-8 still', () => {
    const bytes = Buffer.from('Name\nकोची')
    for (let cut = 0; cut < 6; cut++)
      expect(sniffDialect(bytes.subarray(0, bytes.length - cut)).encoding).toBe('utf-8')
  })
})

describe('the delimiter', () => {
  test.each([
    [',', 'a,b,c\n1,2,3'],
    [';', 'a;b;c\n1,5;2;3'],
    ['\t', 'a\tb\n1,2,3\t4'],
    ['|', 'a|b\n1|2'],
    [';', '"a,b,c,d";b;c\n1;2;3'],
    [',', 'only one column\nx'],
  ])('%j', (delimiter, text) => {
    expect(sniffDialect(Buffer.from(text)).delimiter).toBe(delimiter)
  })
})

describe('rows', () => {
  test('quotes, quotes in quotes, delimiters and line breaks within', async () => {
    expect(await cells('a,b\n"x, ""y""","two\r\nlines"\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', 'two\r\nlines'],
    ])
  })

  test.each(['\n', '\r\n', '\r'])('end with %j', async end => {
    expect(await cells(['a,b', '1,2', '3,4'].join(end))).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ])
  })

  test('know the line they begin at; blank ones are left out', async () => {
    const rows = await read(Buffer.from('a,b\n\n"x\ny",1\n , \nz,2\n'))
    expect(rows.map(row => [row.line, row.cells[0]])).toEqual([
      [1, 'a'],
      [3, 'x\ny'],
      [6, 'z'],
    ])
  })

  test('may be shorter or longer than the header', async () => {
    expect(await cells('a,b\n1\n1,2,3')).toEqual([['a', 'b'], ['1'], ['1', '2', '3']])
  })

  test.each([
    ['a quote never closed', 'a,b\n"x,1\ny,2\n'],
    ['a quote in the middle', 'a,b\n"x"y,1\n'],
    ['a row without end', `a,b\n"${'x\n'.repeat(150_000)}`],
  ])('%s is a fault, not a row', async (_what, text) => {
    await expect(cells(text)).rejects.toMatchObject({ code: expect.stringMatching(/^CSV_/) })
  })
})

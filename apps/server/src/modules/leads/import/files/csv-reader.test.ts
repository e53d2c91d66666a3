import { describe, expect, test } from 'vitest'
import { readCsv, sniffDelimiter } from './csv-reader.ts'
import { decoderOf, decodeText, sniffEncoding, withoutWrongMark } from './encoding.ts'
import type { TableRow } from './table-row.ts'

async function read(bytes: Buffer, chunk = bytes.length): Promise<TableRow[]> {
  async function* rest() {
    for (let at = chunk; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  }
  const encoding = sniffEncoding(bytes)
  const delimiter = sniffDelimiter(decoderOf(encoding).decode(bytes, { stream: true }))
  const rows: TableRow[] = []
  for await (const row of readCsv(decodeText(bytes.subarray(0, chunk), rest(), encoding), delimiter))
    rows.push(row)
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
    expect(sniffEncoding(bytes)).toBe(encoding)
    expect((await read(bytes)).map(row => row.cells)).toEqual(ROWS)
    // However the bytes arrive.
    expect((await read(bytes, 3)).map(row => row.cells)).toEqual(ROWS)
  })

  test.each([
    ['utf-32le', utf32(TEXT, 'writeUInt32LE')],
    ['utf-32be', utf32(TEXT, 'writeUInt32BE')],
  ])('%s under the mark of another encoding', async (encoding, text) => {
    const bytes = Buffer.concat([Buffer.from([0xfe, 0xff]), text])
    expect(sniffEncoding(bytes)).toBe(encoding)
    const whole = withoutWrongMark(bytes, sniffEncoding(bytes))
    expect((await read(whole)).map(row => row.cells)).toEqual(ROWS)
  })

  test('Windows', async () => {
    const bytes = Buffer.from('Name,City\r\nJos\xe9,M\xfcnchen \x80\r\n', 'latin1')
    expect(sniffEncoding(bytes)).toBe('windows-1252')
    expect((await read(bytes))[1]?.cells).toEqual(['José', 'München €'])
  })

  test('Windows, though it begins as UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('Name\nAsha\n'), Buffer.from('Jos\xe9\n', 'latin1')])
    async function* rest() {
      yield bytes.subarray(10)
    }
    const pieces: string[] = []
    for await (const piece of decodeText(bytes.subarray(0, 10), rest(), 'utf-8')) pieces.push(piece)
    expect(pieces.join('')).toBe('Name\nAsha\nJosé\n')
  })

  test('a head that ends inside a character is UTF-8 still', () => {
    const bytes = Buffer.from('Name\nकोची')
    for (let cut = 0; cut < 6; cut++)
      expect(sniffEncoding(bytes.subarray(0, bytes.length - cut))).toBe('utf-8')
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
    [',', 'column1,column2!some,column3\na,b!c,d'],
    [';', 'sep=;\na;b'],
    [';', 'Name;Budget\nAsha;1,5\nBala;2,25'],
  ])('%j', (delimiter, text) => {
    expect(sniffDelimiter(text)).toBe(delimiter)
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

  test('quotes where they do not belong are read as spreadsheets read them', async () => {
    expect(await cells('a,b\n5" pipe,x\n"x"y,1\n')).toEqual([
      ['a', 'b'],
      ['5" pipe', 'x'],
      ['xy', '1'],
    ])
  })

  test('a number that Excel was told to take for a text', async () => {
    expect(await cells('a,b\n="0981","=""0982"""\n=A1,="\n')).toEqual([
      ['a', 'b'],
      ['0981', '0982'],
      ['=A1', '="'],
    ])
  })

  test('a row beyond all measure is a fault, and not that of a quote', async () => {
    const bytes = Buffer.from(`a,b\n1,2\n3,${'x'.repeat(2_100_000)}\n`)
    await expect(read(bytes, 65_536)).rejects.toMatchObject({
      name: 'LongRowError',
      line: 3,
    })
  })

  test.each([
    ['a quote never closed', 'a,b\n1,2\n"x,1\ny,2\n', 3],
    ['a row without end', `a,b\n"${'x\n'.repeat(1_100_000)}`, 2],
  ])('%s is a fault, not a row', async (_what, text, line) => {
    await expect(cells(text)).rejects.toMatchObject({ name: 'OpenQuoteError', line })
  })

  test('however the text arrives', async () => {
    const text = Buffer.from('a,b\r\n"x, ""y""\r\nz",2\r\n,3\r\n"",4')
    const whole = await read(text)
    for (let chunk = 1; chunk < 12; chunk++) expect(await read(text, chunk)).toEqual(whole)
    expect(whole.map(row => row.line)).toEqual([1, 2, 4, 5])
  })
})

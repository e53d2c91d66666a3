import { fileTypeFromBuffer } from 'file-type'
import { AppError } from '../../../../platform/errors.ts'
import { refusal } from '../survey/survey.ts'
import { LongRowError, OpenQuoteError } from './csv-parser.ts'
import { readCsv, sniffDelimiter } from './csv-reader.ts'
import { decodeStart, decodeText, sniffEncoding, withoutWrongMark } from './encoding.ts'
import { isJCard, readJCards } from './jcard-reader.ts'
import type { TableRow } from './table-row.ts'
import { readVCards } from './vcard-reader.ts'
import { WorkbookError } from './xlsx-package.ts'
import { readXlsx } from './xlsx-reader.ts'

/** Workbooks and JSON are read from memory. Bytes. */
const MAX_IN_MEMORY = 30 * 1024 * 1024
const HEAD_BYTES = 64 * 1024

export interface OpenedTable {
  format: 'csv' | 'xlsx' | 'vcard' | 'jcard'
  encoding: string
  /** Of a CSV file. */
  delimiter: string | null
  /** The header is the first, perhaps below a title. */
  rows: AsyncIterable<TableRow>
  /** What a person should know of it. */
  notes: string[]
}

/** Finds out what a file is, whatever it is called, and reads it as a table.
 *  @throws AppError "unsupported-media-type" or "invalid-input" saying what it is instead, and what to do */
export async function openTable(source: AsyncIterable<Uint8Array>): Promise<OpenedTable> {
  const { head: start, rest } = await peek(source)
  if (start.length === 0) throw refusal('The file is empty')
  if (start.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4])))
    return openWorkbook(await whole(start, rest))
  const encoding = sniffEncoding(start)
  const head = withoutWrongMark(start, encoding)
  const text = decodeStart(head, encoding)
  await refuseOthers(head, text)
  const pieces = decodeText(head, rest, encoding)
  if (/^\s*BEGIN:VCARD/i.test(text))
    return { format: 'vcard', encoding, delimiter: null, rows: readVCards(pieces), notes: [] }
  if (/^\s*[[{]/.test(text)) return openJson(await wholeText(pieces), encoding)
  const delimiter = sniffDelimiter(text)
  return { format: 'csv', encoding, delimiter, rows: explained(readCsv(pieces, delimiter)), notes: [] }
}

async function openWorkbook(bytes: Buffer): Promise<OpenedTable> {
  if (bytes.includes('application/vnd.oasis.opendocument') && bytes.subarray(0, 200).includes('mimetype'))
    throw unsupported('This is an OpenDocument file. Save it as .xlsx or .csv and upload that.')
  try {
    const { rows, sheet, otherSheets } = await readXlsx(bytes)
    const others = otherSheets.map(name => `“${name}”`).join(', ')
    const notes = others
      ? [`Only the sheet “${sheet}” is read. To bring in ${others}, save each as a file of its own.`]
      : []
    return { format: 'xlsx', encoding: 'utf-8', delimiter: null, rows: explained(rows), notes }
  } catch (error) {
    throw inWords(error)
  }
}

async function* explained(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow> {
  try {
    yield* rows
  } catch (error) {
    throw inWords(error)
  }
}

function inWords(error: unknown): unknown {
  if (error instanceof WorkbookError) return refusal(error.message)
  if (error instanceof LongRowError)
    return refusal(
      `Line ${error.line} goes on for more than two million characters, longer than any row of a list: see in an editor whether a line break is missing`,
    )
  if (!(error instanceof OpenQuoteError)) return error
  return refusal(
    `A quote that opens at line ${error.line} is never closed, so that everything below it is one cell: close it in the file and upload it again`,
  )
}

function openJson(text: string, encoding: string): OpenedTable {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw refusal('The file begins like JSON but is not: export it as CSV, Excel or vCard')
  }
  if (!isJCard(json))
    throw unsupported('This is JSON, but not a list of contacts (jCard). Export it as CSV, Excel or vCard.')
  return { format: 'jcard', encoding, delimiter: null, rows: listed(readJCards(json)), notes: [] }
}

async function* listed(rows: Iterable<TableRow>): AsyncGenerator<TableRow> {
  yield* rows
}

const unsupported = (detail: string) => new AppError('unsupported-media-type', { detail })

/** Pictures, documents, old workbooks: told by their content. */
async function refuseOthers(head: Buffer, text: string): Promise<void> {
  if (head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw unsupported(
      'This is an Excel file of the old kind (.xls) or one with a password. Save it as .xlsx or .csv.',
    )
  if (/^\s*(<!doctype html|<html|<table)/i.test(text))
    throw unsupported(
      'This is a web page, even if it is called .xls. Open it in a spreadsheet and save it as .xlsx or .csv.',
    )
  if (/^\s*<\?xml|^\s*<\w+[\s>]/.test(text))
    throw unsupported('This is XML. Export it as CSV, Excel or vCard (.vcf) and upload that.')
  if (/^%PDF-/.test(text))
    throw unsupported('This is a PDF, which has no rows to read. Export the list as CSV or Excel.')
  const found = await fileTypeFromBuffer(head)
  // Text may begin like a format by chance; a format that is none soon has control characters.
  const signs = new Set(text.slice(0, 4000))
  const others = [...signs].filter(sign => sign < ' ' && !'\0\t\n\r'.includes(sign))
  // Zeros alone are left behind in texts by old programs, and are read past.
  const hasControls =
    others.some(sign => sign < '\t') || (signs.has('\0') && (found !== undefined || others.length > 0))
  if (hasControls)
    throw unsupported(
      `This is ${found ? `a file of the type ${found.mime}` : 'no text'}. Choose a CSV, Excel or vCard file.`,
    )
}

async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let size = 0
  while (size < HEAD_BYTES) {
    const next = await chunks.next()
    if (next.done) break
    read.push(next.value)
    size += next.value.length
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return { head: Buffer.concat(read), rest: rest() }
}

async function whole(head: Buffer, rest: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [head]
  let size = head.length
  for await (const chunk of rest) {
    size += chunk.length
    if (size > MAX_IN_MEMORY) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function wholeText(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) {
    text += piece
    if (text.length > MAX_IN_MEMORY) throw tooLarge()
  }
  return text
}

const tooLarge = () =>
  new AppError('body-too-large', {
    detail: 'An Excel or JSON file may have 30 MB at most. Save it as CSV, which may have 100 MB.',
  })

import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { decoderOf, decodeText, type Encoding, sniffEncoding } from './encoding.ts'

export type Delimiter = ',' | ';' | '\t' | '|'

export interface Dialect {
  encoding: Encoding
  delimiter: Delimiter
}

export interface CsvRow {
  /** In the file; of several, the one where the row begins. The first is 1. */
  line: number
  cells: string[]
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']

/** Longest row, in characters: what is longer comes of a quote that was never closed. */
const MAX_ROW = 200_000

/** Tells encoding and delimiter from the beginning of a file. */
export function sniffDialect(head: Buffer): Dialect {
  const encoding = sniffEncoding(head)
  const firstLines = decoderOf(encoding).decode(head).split(/\r?\n/, 20)
  const unquoted = firstLines.map(line => line.replace(/"(?:[^"]|"")*"/g, ''))
  const width = (delimiter: Delimiter) => (unquoted[0] ?? '').split(delimiter).length
  const delimiter = DELIMITERS.reduce((best, one) => (width(one) > width(best) ? one : best))
  return { encoding, delimiter }
}

/** The rows of a file, blank ones left out, one after the other: never all of it in memory.
 *  @throws CsvError of csv-parse, with the line, for quotes that do not fit */
export async function* readCsv(file: Readable, { encoding, delimiter }: Dialect): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    max_record_size: MAX_ROW,
  })
  const done = pipeline(decodeText(file, encoding), parser)
  // The loop below hears of a failure from the parser; this one only keeps it from counting as unhandled.
  done.catch(() => {})
  let line = 1
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[]
    info: { lines: number }
  }>) {
    if (record.some(cell => cell.trim() !== '')) yield { line, cells: record }
    line = info.lines + 1
  }
}

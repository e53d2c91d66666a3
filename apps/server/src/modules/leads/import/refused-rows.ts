import { Readable } from 'node:stream'
import type { FieldError } from '../../../platform/errors.ts'
import { csvCell } from '../../../platform/http/csv-cell.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { readCsv } from './files/csv-reader.ts'

/** A row that was not imported, and why. */
export interface RefusedRow {
  line: number
  problems: readonly FieldError[]
  cells: readonly string[]
}

const keyOf = (fileKey: string, firstRow: number): string => `${fileKey}-refused-${firstRow}`
const line = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** Where what was found in the file is kept. */
export const surveyKey = (fileKey: string): string => `${fileKey}-survey`

/** Deletes everything that is stored of an import. */
export async function forgetFiles(
  storage: Storage,
  { file_key, refused_chunks }: { file_key: string; refused_chunks: readonly number[] },
): Promise<void> {
  const chunks = refused_chunks.map(first => keyOf(file_key, first))
  for (const key of [file_key, surveyKey(file_key), ...chunks]) await storage.delete(key)
}

/** Keeps the refused rows of a batch under the number of its first row: a batch that is done again keeps them once. */
export async function keepRefused(
  storage: Storage,
  fileKey: string,
  firstRow: number,
  rows: readonly RefusedRow[],
): Promise<void> {
  const text = rows.map(row => line([row.line, reason(row.problems), ...row.cells])).join('')
  await storage.put(keyOf(fileKey, firstRow), Buffer.from(text), { type: 'text/csv', maxBytes: 50_000_000 })
}

const reason = (problems: readonly FieldError[]): string =>
  problems.map(({ path, message }) => `${path.replaceAll('_', ' ')} ${message}`).join('; ')

/** Takes the rows that tell of somebody out of the refused ones.
 *  @returns whether there were any */
export async function forgetRefused(
  storage: Storage,
  fileKey: string,
  chunks: readonly number[],
  tells: (text: string) => boolean,
): Promise<boolean> {
  let found = false
  for (const chunk of chunks) {
    const key = keyOf(fileKey, chunk)
    const rows: string[][] = []
    let isTelling = false
    for await (const { cells } of readCsv(textOf(storage.read(key)), ',')) {
      if (tells(cells.join(' '))) isTelling = true
      else rows.push(cells)
    }
    if (!isTelling) continue
    found = true
    const left = Buffer.from(rows.map(line).join(''))
    await storage.put(key, left, { type: 'text/csv', maxBytes: 50_000_000 })
  }
  return found
}

async function* textOf(file: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of file) yield decoder.decode(chunk as Buffer, { stream: true })
  yield decoder.decode()
}

/** The file of all refused rows: line and reason, then the row as it was. */
export function refusedFile(
  storage: Storage,
  fileKey: string,
  chunks: readonly number[],
  header: readonly string[],
): Readable {
  return Readable.from(
    (async function* () {
      yield `\uFEFF${line(['Line', 'Reason', ...header])}`
      for (const chunk of [...chunks].sort((a, b) => a - b)) yield* storage.read(keyOf(fileKey, chunk))
    })(),
  )
}

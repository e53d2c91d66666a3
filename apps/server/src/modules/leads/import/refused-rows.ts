import { Readable } from 'node:stream'
import type { FieldError } from '../../../platform/errors.ts'
import { csvCell } from '../../../platform/http/csv-cell.ts'
import type { Storage } from '../../../platform/storage/storage.ts'

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

import type { Readable } from 'node:stream'
import type { TableRow } from './table-row.ts'

/** Rows of the largest file as they are stored, in bytes: quotes and commas of JSON make four times the file. */
export const MAX_ROWS_BYTES = 400 * 1024 * 1024

/** Rows as they are stored once a file has been read: a line of JSON each, `[line, cell, …]`. */
export const encodeRow = ({ line, cells }: TableRow): string => `${JSON.stringify([line, ...cells])}\n`

/** Many small pieces as few larger ones. */
export async function* together(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let size = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    size += piece.length
    if (size < 64 * 1024) continue
    yield Buffer.concat(waiting)
    waiting = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(waiting)
}

export async function* readRows(file: Readable): AsyncGenerator<TableRow> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of file) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) {
      const [line, ...cells] = JSON.parse(text) as [number, ...string[]]
      yield { line, cells }
    }
  }
}

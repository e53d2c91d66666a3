import type { Readable } from 'node:stream'
import type { TableRow } from './table-row.ts'

/** Rows as they are stored once a file has been read: a line of JSON each, `[line, cell, …]`. */
export const encodeRow = ({ line, cells }: TableRow): string => `${JSON.stringify([line, ...cells])}\n`

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

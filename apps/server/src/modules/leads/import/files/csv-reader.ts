import { CsvParser } from './csv-parser.ts'
import type { TableRow } from './table-row.ts'

export type Delimiter = ',' | ';' | '\t' | '|'

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']

/** Lines of the beginning that are looked at. */
const LOOKED_AT = 30

/** The separator that divides the first lines most, and most evenly. `text` is the beginning of the file. */
export function sniffDelimiter(text: string): Delimiter {
  const lines = text.replace(/"(?:[^"]|"")*("|$)/g, '').split(/\r\n|\n|\r/, LOOKED_AT)
  const named = /^sep=(.)$/i.exec(lines[0] ?? '')?.[1]
  const bySep = DELIMITERS.find(one => one === named)
  if (bySep) return bySep
  const counts = (delimiter: Delimiter) =>
    lines.filter(line => line.trim() !== '').map(line => line.split(delimiter).length - 1)
  const score = (delimiter: Delimiter) => {
    const [header = 0, ...others] = counts(delimiter)
    const same = others.filter(count => count === header).length
    return header === 0 ? 0 : header * (1 + same)
  }
  return DELIMITERS.reduce((best, one) => (score(one) > score(best) ? one : best))
}

/** The rows of a text, blank ones left out, one after the other: never all of it in memory.
 *  @throws OpenQuoteError for a quote that is never closed */
export async function* readCsv(text: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<TableRow> {
  const parser = new CsvParser(delimiter)
  let isFirst = true
  for await (const piece of text) {
    for (const row of parser.feed(piece)) {
      // Excel's own word for the separator stands before the header.
      if (isFirst && /^sep=/i.test(row.cells[0] ?? '')) continue
      isFirst = false
      yield row
    }
  }
  yield* parser.end()
}

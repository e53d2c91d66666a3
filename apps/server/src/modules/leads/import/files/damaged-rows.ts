import { splitCsvLine } from './csv-parser.ts'
import type { TableRow } from './table-row.ts'

/** What is wrong with how a row is written. */
export type Damage =
  /** All of it stands in one pair of quotes; `cells` is what it reads as without them. */
  | { kind: 'wrapped'; cells: string[] }
  /** A quote was left open, and the rows below it stand in one cell. */
  | { kind: 'swallowed'; lines: number }

/** Lines in one cell from which on it is looked at: an address or a note has fewer. */
const MANY_LINES = 3

/** Tells whether a row of a CSV file is damaged. `columns` is the number of columns of the header. */
export function damageOf({ cells }: TableRow, columns: number, delimiter: string): Damage | null {
  const [only = ''] = cells
  if (cells.length === 1 && columns > 2 && only.includes(delimiter)) {
    const inner = splitCsvLine(only, delimiter)
    if (inner.length === columns) return { kind: 'wrapped', cells: inner }
  }
  for (const cell of cells) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue
    const lines = cell.split(/\r\n|\n|\r/)
    if (lines.length < MANY_LINES) continue
    // A whole row in each of most lines: an address with commas has fewer of them.
    const whole = lines.filter(line => line.split(delimiter).length >= Math.max(3, columns - 1)).length
    const few = lines.filter(line => line.includes(delimiter)).length
    if (whole >= MANY_LINES - 1 || (columns === 2 && few === lines.length && lines.length > 10))
      return { kind: 'swallowed', lines: lines.length - 1 }
  }
  return null
}

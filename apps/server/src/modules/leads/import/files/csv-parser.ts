import type { TableRow } from './table-row.ts'

const QUOTE = 34
const CR = 13
const LF = 10

/** Longest row, in characters: what is longer comes of a quote that was never closed. */
const MAX_ROW = 2_000_000

/** A quote that opens at `line` and is never closed, or closed so late that it cannot be meant. */
export class OpenQuoteError extends Error {
  override readonly name = 'OpenQuoteError'
  readonly line: number

  constructor(line: number) {
    super(`a quote that opens at line ${line} is never closed`)
    this.line = line
  }
}

/** A row that is longer than any list has, without a quote that would explain it. */
export class LongRowError extends Error {
  override readonly name = 'LongRowError'
  readonly line: number

  constructor(line: number) {
    super(`line ${line} has more than ${MAX_ROW} characters`)
    this.line = line
  }
}

/** How spreadsheets are kept from taking a text for a number: `="0981"`. */
const AS_TEXT = /^="([^"]*)"$/
const EQUALS = 61

/**
 * Takes a CSV text piece by piece and gives its rows (RFC 4180; also CR alone as the end of a line). As lenient as spreadsheets are:
 * a quote within a cell that has not begun with one is a quote, and what follows the closing quote belongs to the cell.
 */
export class CsvParser {
  readonly #delimiter: number
  #cells: string[] = []
  #cell = ''
  #line = 1
  #rowLine = 1
  #quoteLine = 1
  #size = 0
  /** Of the cell under way. */
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start'
  /** The piece before ended with a CR: a LF that follows belongs to it. */
  #afterCr = false

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  /** The rows that `text` completes.
   *  @throws OpenQuoteError or LongRowError for a row beyond all measure */
  feed(text: string): TableRow[] {
    const rows: TableRow[] = []
    let at = 0
    if (this.#afterCr && text.length > 0) {
      this.#afterCr = false
      if (text.charCodeAt(0) === LF) at = 1
    }
    while (at < text.length) {
      if (this.#state === 'quoted') at = this.#readQuoted(text, at)
      else at = this.#readPlain(text, at, rows)
    }
    if (this.#size + this.#cell.length > MAX_ROW)
      throw this.#state === 'quoted' ? new OpenQuoteError(this.#quoteLine) : new LongRowError(this.#rowLine)
    return rows
  }

  /** The last row, when the text does not end with a line break.
   *  @throws OpenQuoteError when a quote is still open */
  end(): TableRow[] {
    if (this.#state === 'quoted') throw new OpenQuoteError(this.#quoteLine)
    if (this.#cells.length === 0 && this.#cell === '' && this.#state === 'start') return []
    const rows: TableRow[] = []
    this.#endRow(rows)
    return rows
  }

  #readQuoted(text: string, from: number): number {
    const quote = text.indexOf('"', from)
    const end = quote === -1 ? text.length : quote
    for (let i = text.indexOf('\n', from); i !== -1 && i < end; i = text.indexOf('\n', i + 1)) this.#line++
    this.#cell += text.slice(from, end)
    if (quote === -1) return end
    this.#state = 'quote'
    return quote + 1
  }

  /** Outside of quotes: up to the end of the cell, the row, or a quote that opens. */
  #readPlain(text: string, from: number, rows: TableRow[]): number {
    const first = text.charCodeAt(from)
    if (first === QUOTE && this.#state !== 'plain') {
      if (this.#state === 'quote') this.#cell += '"'
      else this.#quoteLine = this.#line
      this.#state = 'quoted'
      return from + 1
    }
    let at = from
    let code = first
    while (at < text.length && code !== this.#delimiter && code !== LF && code !== CR) {
      at++
      code = text.charCodeAt(at)
    }
    if (at > from) {
      this.#cell += text.slice(from, at)
      this.#state = 'plain'
    }
    if (at === text.length) return at
    if (code === this.#delimiter) {
      this.#endCell()
      return at + 1
    }
    this.#line++
    this.#endRow(rows)
    if (code === LF) return at + 1
    if (at + 1 === text.length) this.#afterCr = true
    return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1
  }

  #endCell(): void {
    this.#size += this.#cell.length
    const asText = this.#cell.charCodeAt(0) === EQUALS ? AS_TEXT.exec(this.#cell) : null
    this.#cells.push(asText?.[1] ?? this.#cell)
    this.#cell = ''
    this.#state = 'start'
  }

  #endRow(rows: TableRow[]): void {
    this.#endCell()
    if (this.#cells.some(cell => cell.trim() !== '')) rows.push({ line: this.#rowLine, cells: this.#cells })
    this.#cells = []
    this.#size = 0
    this.#rowLine = this.#line
  }
}

/** One line of CSV as its cells. */
export function splitCsvLine(text: string, delimiter: string): string[] {
  const parser = new CsvParser(delimiter)
  try {
    return [...parser.feed(text), ...parser.end()][0]?.cells ?? []
  } catch (error) {
    if (error instanceof OpenQuoteError) return []
    throw error
  }
}

import type { Readable } from 'node:stream'
import { CsvError } from 'csv-parse'
import { AppError } from '../../../platform/errors.ts'
import { type Dialect, readCsv } from './csv-reader.ts'
import { guessColumns } from './guess-columns.ts'
import type { Survey } from './imports.schemas.ts'
import { type DateOrder, dateOrderOf, isNumericDate } from './parse-date.ts'

/** First values of a column that are shown. */
const SAMPLES = 5
/** A column with more different values than this is not a list of words. */
const MOST_VALUES = 60
const MAX_COLUMNS = 500
/** A cell over this many lines is more likely a quote that was never closed. */
const SUSPICIOUS_LINES = 25

interface Column {
  name: string
  samples: string[]
  /** Null when there are too many. */
  values: Map<string, number> | null
  numericDates: string[]
}

/** Reads a file once and tells what is in it.
 *  @throws AppError "invalid-input" when it is empty, has no header, or its quotes do not fit */
export async function surveyFile(file: Readable, dialect: Dialect): Promise<Survey> {
  let columns: Column[] | undefined
  let rows = 0
  const warnings = new Map<string, string>()
  const narrow: number[] = []
  for await (const { line, cells } of rowsOrRefusal(file, dialect)) {
    if (!columns) {
      columns = columnNames(cells).map(name => ({ name, samples: [], values: new Map(), numericDates: [] }))
      continue
    }
    rows++
    columns.forEach((column, i) => {
      note(column, cells[i]?.trim() ?? '')
    })
    if (cells.length > columns.length) {
      warnings.set('wide', `Line ${line} has more cells than the header: what is beyond it is left out.`)
    }
    if (cells.length < columns.length) narrow.push(line)
    if (cells.some(cell => cell.split('\n').length > SUSPICIOUS_LINES)) {
      warnings.set(
        'quote',
        `A cell that begins at line ${line} runs over many lines: a quote there may never have been closed, and rows may be swallowed by it.`,
      )
    }
  }
  if (!columns || rows === 0) throw refusal('The file has no rows below its header')
  if (narrow.length > 0) {
    const how = narrow.length === 1 ? '1 row has' : `${narrow.length} rows have`
    warnings.set(
      'narrow',
      `${how} fewer cells than the header, the first at line ${narrow[0]}: a whole row may stand in one pair of quotes, or values in the wrong columns.`,
    )
  }
  const guesses = guessColumns(columns.map(column => column.name))
  return {
    columns: columns.map(({ name, samples }, i) => ({ name, samples, guess: guesses[i] ?? null })),
    rows,
    delimiter: dialect.delimiter,
    encoding: dialect.encoding,
    date_order: orderOf(columns, guesses),
    warnings: [...warnings.values()],
    values: Object.fromEntries(columns.flatMap(wordsOf)),
  }
}

export const refusal = (message: string) =>
  new AppError('invalid-input', { errors: [{ path: 'file', message }] })

async function* rowsOrRefusal(file: Readable, dialect: Dialect) {
  try {
    yield* readCsv(file, dialect)
  } catch (error) {
    // Its message quotes the cell, which may be a phone: it goes no further.
    if (!(error instanceof CsvError)) throw error
    const { lines } = error as { lines?: number }
    throw refusal(
      `The file cannot be read as CSV${lines ? ` near line ${lines}` : ''}: its quotes do not fit`,
    )
  }
}

/** Column names as they are, but each once and none empty. */
export function columnNames(cells: readonly string[]): string[] {
  if (cells.length > MAX_COLUMNS) throw refusal(`The file has more than ${MAX_COLUMNS} columns`)
  const names = new Set<string>()
  for (const [i, cell] of cells.entries()) {
    const name = cell.trim() || `Column ${i + 1}`
    names.add(names.has(name) ? `${name} (${i + 1})` : name)
  }
  return [...names]
}

function note(column: Column, value: string): void {
  if (value === '') return
  if (column.samples.length < SAMPLES && !column.samples.includes(value))
    column.samples.push(value.slice(0, 200))
  if (column.numericDates.length < 5000 && isNumericDate(value)) column.numericDates.push(value)
  column.values?.set(value, (column.values.get(value) ?? 0) + 1)
  if (column.values && column.values.size > MOST_VALUES) column.values = null
}

function wordsOf({ name, values }: Column): [string, { value: string; count: number }[]][] {
  if (!values || values.size === 0) return []
  const words = [...values].map(([value, count]) => ({ value: value.slice(0, 200), count }))
  return [[name, words.sort((a, b) => b.count - a.count)]]
}

/** `iso` when no date of the file depends on an order; null when the order has to be asked for. */
function orderOf(columns: readonly Column[], guesses: readonly (string | null)[]): DateOrder | 'iso' | null {
  const dates = columns.filter((_, i) => guesses[i] === 'created_at' || guesses[i] === 'possession_date')
  const numeric = dates.flatMap(column => column.numericDates)
  return numeric.length === 0 ? 'iso' : dateOrderOf(numeric)
}

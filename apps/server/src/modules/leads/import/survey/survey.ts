import { AppError } from '../../../../platform/errors.ts'
import { damageOf } from '../files/damaged-rows.ts'
import { isHeaderAgain } from '../files/repeated-header.ts'
import type { TableRow } from '../files/table-row.ts'
import type { Survey } from '../imports.schemas.ts'
import { ColumnSurvey } from './column-survey.ts'
import { phoneCountryOf } from './phone-country.ts'

const MAX_COLUMNS = 500
/** Rows in which the header is looked for: reports have a title above it. */
const LEAD_IN = 12
/** Damaged places that are told one by one. */
const TOLD_DAMAGE = 20

export interface SurveyOptions {
  /** Separator of the file; null when it has none. */
  delimiter: string | null
  /** ISO 3166 alpha-2, of the firm. */
  country: string
}

/** Notes rows as they go by, and tells at the end what is in the file. */
export class TableSurvey {
  readonly #options: SurveyOptions
  #columns: ColumnSurvey[] = []
  #names: string[] = []
  #rows = 0
  readonly #narrow: number[] = []
  readonly #wide: number[] = []
  readonly #wrapped: number[] = []
  readonly #swallowed: { line: number; rows: number }[] = []
  readonly #notes: string[] = []

  constructor(options: SurveyOptions) {
    this.#options = options
  }

  /** What a person should know of the whole file. */
  say(note: string): void {
    this.#notes.push(note)
  }

  begin(header: readonly string[]): void {
    this.#names = columnNames(header)
    this.#columns = this.#names.map(name => new ColumnSurvey(name))
  }

  note(row: TableRow): void {
    this.#rows++
    const { line, cells } = row
    // What its columns hold is not said by their names.
    if (isHeaderAgain(cells, this.#names)) return
    const damage = damageOf(row, this.#columns.length, this.#options.delimiter ?? ',')
    if (damage?.kind === 'swallowed') this.#swallowed.push({ line, rows: damage.lines })
    else if (damage?.kind === 'wrapped') this.#wrapped.push(line)
    else if (cells.length > this.#columns.length) this.#wide.push(line)
    else if (cells.length < this.#columns.length && this.#options.delimiter !== null) this.#narrow.push(line)
    const told = damage?.kind === 'wrapped' ? damage.cells : damage ? [] : cells
    for (const [i, column] of this.#columns.entries()) column.note(told[i] ?? '', line)
  }

  /** @throws AppError "invalid-input" when there are no rows */
  end(): Survey {
    if (this.#columns.length === 0) throw refusal('There is nothing in the file')
    if (this.#rows === 0) throw refusal('The file has no rows below its header')
    const called = this.#columns.filter(({ name }) => /phone|mobile|cell|whats|tel|contact/i.test(name))
    const phones = [...called, ...this.#columns].find(column => column.looks === 'phone')?.phones ?? []
    return {
      columns: this.#columns.map(column => ({
        name: column.name,
        samples: column.samples,
        filled: column.filled,
        looks: column.looks,
        is_sure: column.isSure,
        date_order: orderOf(column),
        decimal_mark: column.decimalMark,
      })),
      rows: this.#rows,
      phone_country: phoneCountryOf(phones, this.#options.country),
      dates: dateWords(this.#columns),
      damage: this.#damage(),
      warnings: [...this.#notes, ...this.#warnings()],
      values: Object.fromEntries(this.#columns.flatMap(wordsOf)),
    }
  }

  #damage(): Survey['damage'] {
    const places = this.#swallowed.slice(0, TOLD_DAMAGE).map(({ line, rows }) => ({
      from_line: line,
      to_line: line + rows,
      rows,
      message: `A quote that opens at line ${line} is not closed before line ${line + rows}: ${rows} rows stand in one cell.`,
    }))
    const wrapped = this.#wrapped
    if (wrapped.length > 0)
      places.push({
        from_line: wrapped[0] ?? 0,
        to_line: wrapped.at(-1) ?? 0,
        rows: wrapped.length,
        message:
          wrapped.length === 1
            ? `Line ${wrapped[0]} stands as a whole in one pair of quotes, so that all of it is one cell.`
            : `${wrapped.length} rows stand as a whole in one pair of quotes each, so that all of a row is one cell: lines ${listed(wrapped)}.`,
      })
    return {
      rows: wrapped.length + this.#swallowed.reduce((sum, { rows }) => sum + rows, 0),
      can_be_read: wrapped.length > 0,
      places,
    }
  }

  #warnings(): string[] {
    const warnings: string[] = []
    const [wide, narrow] = [this.#wide, this.#narrow]
    const [only] = this.#columns
    if (only && this.#columns.length === 1 && this.#options.delimiter !== null)
      warnings.push('There is only one column: no comma, semicolon or tab parts the lines of this file.')
    for (const { name, shortened } of this.#columns)
      if (shortened.count > 0)
        warnings.push(
          `${shortened.count === 1 ? 'A number' : `${shortened.count} numbers`} in “${name}” ${shortened.count === 1 ? 'was' : 'were'} shortened by a spreadsheet, ${shortened.count === 1 ? 'in' : 'first in'} line ${shortened.line} (${shortened.text}): the digits are lost. Format the column as text there and export the file again.`,
        )
    if (wide.length > 0) {
      const lines = wide.length === 1 ? `Line ${wide[0]} has` : `${wide.length} rows have`
      warnings.push(
        `${lines} more cells than the header${wide.length > 1 ? `, the first at line ${wide[0]}` : ''}: what is beyond it is left out.`,
      )
    }
    if (narrow.length > 0) {
      const how = narrow.length === 1 ? '1 row has' : `${narrow.length} rows have`
      warnings.push(
        `${how} fewer cells than the header, the first at line ${narrow[0]}: values may stand in the wrong columns.`,
      )
    }
    return warnings
  }
}

const listed = (lines: readonly number[]): string =>
  lines.length > 6 ? `${lines.slice(0, 5).join(', ')} … ${lines.at(-1)}` : lines.join(', ')

export const refusal = (message: string) =>
  new AppError('invalid-input', { detail: `${message}.`, errors: [{ path: 'file', message }] })

/** Column names as they are, but each once and none empty. */
export function columnNames(cells: readonly string[]): string[] {
  if (cells.length > MAX_COLUMNS) throw refusal(`The file has more than ${MAX_COLUMNS} columns`)
  const names = new Set<string>()
  for (const [i, cell] of cells.entries()) {
    const name = cell.replace(/\s+/g, ' ').trim().slice(0, 200) || `Column ${i + 1}`
    names.add(names.has(name) ? `${name} (${i + 1})` : name)
  }
  return [...names]
}

const EMAIL_OR_PHONE = /^[^\s@]+@[^\s@]+\.[^\s@]+$|^\+?(\d[\s().-]*){10,15}$/

/** Parts the header from the rows: what stands above it, a title, is left out; where the first row is a lead already, columns are
 *  numbered. */
export async function* withHeader(
  rows: AsyncIterable<TableRow>,
  survey: TableSurvey,
): AsyncGenerator<TableRow> {
  const first: TableRow[] = []
  let isBegun = false
  const begin = (): TableRow[] => {
    isBegun = true
    const width = Math.max(...first.map(filled))
    const at = first.findIndex(row => filled(row) > 1 && filled(row) >= width / 2)
    const header = first[Math.max(0, at)]
    if (!header) return []
    if (at > 0) survey.say(`What stands above line ${header.line}, the header, is left out.`)
    if (!header.cells.some(cell => EMAIL_OR_PHONE.test(cell.trim()))) {
      survey.begin(header.cells)
      return first.slice(Math.max(0, at) + 1)
    }
    survey.say('The first line looks like a lead and not like a header, so columns are numbered.')
    survey.begin(header.cells.map(() => ''))
    return first.slice(Math.max(0, at))
  }
  for await (const row of rows) {
    if (isBegun) yield row
    else {
      first.push(row)
      if (first.length >= LEAD_IN) yield* begin()
    }
  }
  if (!isBegun) yield* begin()
}

const filled = ({ cells }: TableRow): number => cells.filter(cell => cell.trim() !== '').length

function wordsOf({ name, values }: ColumnSurvey): [string, { value: string; count: number }[]][] {
  if (!values || values.size === 0) return []
  const words = [...values].map(([value, count]) => ({ value: value.slice(0, 200), count }))
  return [[name, words.sort((a, b) => b.count - a.count)]]
}

/** `iso` when no date of the column depends on an order; null when it has to be asked for. */
function orderOf(column: ColumnSurvey): 'dmy' | 'mdy' | 'iso' | null {
  if (column.numericDates === 0) return 'iso'
  if (column.dayFirst && column.monthFirst) return null
  return column.dayFirst ? 'dmy' : column.monthFirst ? 'mdy' : null
}

/** How the dates of the file are read, and why. */
function dateWords(columns: readonly ColumnSurvey[]): Survey['dates'] {
  const dated = columns.filter(column => column.numericDates > 0)
  if (dated.length === 0) return { order: 'iso', why: null }
  const day = dated.find(column => column.dayFirst)?.dayFirst
  const month = dated.find(column => column.monthFirst)?.monthFirst
  if (day && month)
    return {
      order: null,
      why: `Line ${day.line} has ${day.text}, line ${month.line} has ${month.text}: both orders occur.`,
    }
  if (day) return { order: 'dmy', why: `Line ${day.line} has ${day.text}, so the day comes first.` }
  if (month) return { order: 'mdy', why: `Line ${month.line} has ${month.text}, so the month comes first.` }
  return { order: null, why: 'No date of the file has a day above 12, so both orders are possible.' }
}

import { type DecimalMark, decimalMarkOf, parseAmount } from '../parse-amount.ts'
import { isNumericDate, parseDay } from '../parse-date.ts'
import { isShortened } from '../read-phone.ts'

/** What the values of a column look like. */
export type Looks = 'email' | 'phone' | 'date' | 'amount' | 'number' | 'yes_no' | 'text' | 'empty'

/** First values of a column that are shown. */
const SAMPLES = 5
/** A column with more different values than this is not a list of words. */
const MOST_VALUES = 200
/** Values that are looked at to tell what a column is; enough for any column. */
const LOOKED_AT = 2000

const PHONE = /^\+?[\d\s()./-]{7,25}(\s*(x|ext\.?)\s*\d+)?$/i

/** Headings under which phones are expected. */
const CALLED_PHONE = /\b(phones?|mobiles?|cell|whats ?app|tel(ephone)?)\b/i

/** Notes the values of one column as they go by. */
export class ColumnSurvey {
  readonly name: string
  readonly samples: string[] = []
  /** Null when there are too many. */
  values: Map<string, number> | null = new Map()
  filled = 0
  /** Numeric dates by their first and second number, so far as they tell an order. */
  dayFirst: { line: number; text: string } | undefined
  monthFirst: { line: number; text: string } | undefined
  numericDates = 0
  /** Numbers such as 9.81E+09, with the first of them. */
  readonly shortened = { count: 0, line: 0, text: '' }
  readonly phones: string[] = []
  #looked = 0
  readonly #found = { email: 0, phone: 0, date: 0, amount: 0, number: 0, yes_no: 0 }
  readonly #marks = { '.': 0, ',': 0 }

  constructor(name: string) {
    this.name = name
  }

  note(text: string, line: number): void {
    const value = text.trim()
    if (value === '') return
    this.filled++
    if (this.samples.length < SAMPLES && !this.samples.includes(value)) this.samples.push(value.slice(0, 200))
    if (this.values) {
      this.values.set(value, (this.values.get(value) ?? 0) + 1)
      if (this.values.size > MOST_VALUES) this.values = null
    }
    if (isNumericDate(value)) this.#noteDate(value, line)
    if (isShortened(value)) this.#noteShortened(value, line)
    if (this.#looked < LOOKED_AT) this.#look(value)
  }

  get looks(): Looks {
    if (this.filled === 0) return 'empty'
    const most = 0.7 * this.#looked
    const order = ['email', 'yes_no', 'date', 'number', 'amount', 'phone'] as const
    const found = order.find(kind => this.#found[kind] >= most)
    // Ten digits and more are a phone rather than a count.
    if (
      found === 'number' &&
      this.#found.phone >= most &&
      this.phones.every(phone => phone.replace(/\D/g, '').length >= 10)
    )
      return 'phone'
    // Some of them are written so that only people read them: nothing else can stand under such a heading.
    if (found === undefined && this.#found.phone > 0 && CALLED_PHONE.test(this.name)) return 'phone'
    return found ?? 'text'
  }

  /** Whether every value that was looked at is what the column looks like. */
  get isSure(): boolean {
    const { looks } = this
    return looks !== 'text' && looks !== 'empty' && this.#found[looks] === this.#looked
  }

  get decimalMark(): DecimalMark | null {
    if (this.#marks['.'] === this.#marks[',']) return null
    return this.#marks['.'] > this.#marks[','] ? '.' : ','
  }

  #noteDate(value: string, line: number): void {
    this.numericDates++
    const [first = 0, second = 0] = value.split(/[-/.]/, 2).map(Number)
    if (first > 12 && second <= 12) this.dayFirst ??= { line, text: value.slice(0, 30) }
    if (second > 12 && first <= 12) this.monthFirst ??= { line, text: value.slice(0, 30) }
  }

  #noteShortened(value: string, line: number): void {
    if (this.shortened.count++ === 0) Object.assign(this.shortened, { line, text: value })
  }

  #look(value: string): void {
    this.#looked++
    const found = this.#found
    if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) found.email++
    if (/^(yes|no|true|false|y|n)$/i.test(value)) found.yes_no++
    // Of an amount it is unusual: Excel writes so what has twelve digits or more, or a narrow column.
    if (isShortened(value)) found.phone++
    const digits = value.replace(/(x|ext\.?)\s*\d+$/i, '').replace(/\D/g, '').length
    if (PHONE.test(value) && digits >= 7 && digits <= 15) {
      found.phone++
      if (this.phones.length < 300) this.phones.push(value)
    }
    const isPlainNumber = /^-?\d+([.,]\d+)?$/.test(value)
    if (isPlainNumber) found.number++
    else if (parseDay(value, 'dmy') !== null || parseDay(value, 'mdy') !== null) found.date++
    const mark = decimalMarkOf(value)
    if (parseAmount(value) !== null || parseAmount(value, ',') !== null) {
      found.amount++
      if (mark && /^[^a-z]*$/i.test(value.replace(/^[a-z$₹€£ ]+/i, ''))) this.#marks[mark]++
    }
  }
}

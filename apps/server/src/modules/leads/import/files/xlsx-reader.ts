import type { TableRow } from './table-row.ts'
import { WorkbookError, XlsxPackage } from './xlsx-package.ts'
import { attribute, localName, parsing, readWorkbook, type Workbook } from './xlsx-parts.ts'

/** A sheet of this size has some millions of cells. */
const MAX_SHEET_BYTES = 600_000_000
/** Rows of a sheet, as Excel has them. */
const MAX_ROWS = 1_048_576
/** Longest text of a cell, in characters: Excel has 32,767. */
const MAX_CELL = 200_000
/** Columns beyond this are not looked at; the survey refuses earlier. */
const MAX_COLUMNS = 2000

export interface XlsxTable {
  rows: AsyncIterable<TableRow>
  /** Of the sheet that is read. */
  sheet: string
  /** The names of the other sheets with something in them. */
  otherSheets: string[]
}

/** The first sheet of an XLSX file that is shown and holds something, row by row. The rest of the file is not unpacked at once.
 *  @throws WorkbookError */
export async function readXlsx(bytes: Buffer): Promise<XlsxTable> {
  const file = await XlsxPackage.open(bytes)
  const workbook = await readWorkbook(file)
  const shown = workbook.sheets.filter(({ isHidden }) => !isHidden)
  const candidates = shown.length > 0 ? shown : workbook.sheets
  const filled: Workbook['sheets'] = []
  for (const sheet of candidates) if (await hasRows(file, workbook, sheet.path)) filled.push(sheet)
  const [first = candidates[0], ...others] = filled
  return {
    rows: first ? rowsOf(file, workbook, first.path) : empty(),
    sheet: first?.name ?? '',
    otherSheets: others.map(({ name }) => name),
  }
}

async function* empty(): AsyncGenerator<TableRow> {}

async function hasRows(file: XlsxPackage, workbook: Workbook, path: string): Promise<boolean> {
  for await (const _ of rowsOf(file, workbook, path)) return true
  return false
}

async function* rowsOf(file: XlsxPackage, workbook: Workbook, path: string): AsyncGenerator<TableRow> {
  const sheet = new SheetParser(workbook)
  const text = file.text(path, MAX_SHEET_BYTES)
  for await (const _ of parsing(text, parser => {
    parser.onopentag = tag =>
      sheet.open(localName(tag.name), {
        at: attribute(tag, 'r'),
        type: attribute(tag, 't'),
        style: attribute(tag, 's'),
      })
    parser.ontext = piece => sheet.text(piece)
    parser.oncdata = piece => sheet.text(piece)
    parser.onclosetag = name => sheet.close(localName(name))
  }))
    yield* sheet.take()
}

interface CellHead {
  at: string | undefined
  type: string | undefined
  style: string | undefined
}

/** Takes the tags of a sheet and gives its rows. */
class SheetParser {
  readonly #workbook: Workbook
  #rows: TableRow[] = []
  #row: TableRow = { line: 0, cells: [] }
  #cell: CellHead = { at: undefined, type: undefined, style: undefined }
  #column = -1
  #value = ''
  #isValue = false

  constructor(workbook: Workbook) {
    this.#workbook = workbook
  }

  take(): TableRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, cell: CellHead): void {
    if (name === 'row') {
      this.#row = { line: Number(cell.at ?? this.#row.line + 1), cells: [] }
      this.#column = -1
    } else if (name === 'c') {
      this.#cell = cell
      this.#column = cell.at === undefined ? this.#column + 1 : columnOf(cell.at)
      this.#value = ''
    } else if (name === 'v' || name === 't') this.#isValue = true
    else if (name === 'rPh' || name === 'f') this.#isValue = false
  }

  text(piece: string): void {
    if (!this.#isValue) return
    this.#value += piece
    if (this.#value.length > MAX_CELL)
      throw new WorkbookError(`A cell of row ${this.#row.line} holds more text than a cell can`)
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#isValue = false
    else if (name === 'c') this.#put(this.#shown())
    else if (name === 'row' && this.#row.cells.some(cell => cell.trim() !== '')) this.#rows.push(this.#row)
    if (this.#row.line > MAX_ROWS) throw new WorkbookError('The sheet has more rows than a sheet can')
  }

  #put(text: string): void {
    if (text === '' || this.#column >= MAX_COLUMNS) return
    const { cells } = this.#row
    while (cells.length < this.#column) cells.push('')
    cells[this.#column] = text
  }

  #shown(): string {
    const value = this.#value
    switch (this.#cell.type) {
      case 's':
        return this.#workbook.strings[Number(value)] ?? ''
      case 'inlineStr':
      case 'str':
        return value
      case 'b':
        return value === '1' ? 'Yes' : 'No'
      // #N/A and the like: nothing that a person wrote.
      case 'e':
        return ''
      case 'd':
        return value.replace(/T00:00:00(\.0+)?$/, '')
      default:
        return value === '' ? '' : this.#number(Number(value), value)
    }
  }

  #number(number: number, written: string): string {
    if (!Number.isFinite(number)) return written
    const isDate = this.#workbook.isDateStyle[Number(this.#cell.style ?? -1)] === true
    // The shortest writing: 4.5999999999999996 was typed as 4.6, and a phone in E notation has all its digits.
    return isDate && number >= 0 && number < 2_958_466 ? dateOf(number, this.#workbook.is1904) : plain(number)
  }
}

const plain = (number: number): string =>
  Number.isInteger(number) ? BigInt(number).toString() : String(number)

function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference.replace(/[^A-Z]/gi, '').toUpperCase())
    column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

const DAY_SECONDS = 86_400
/** Days from the beginning of Excel's calendar to 1970. */
const DAYS_TO_1970 = 25_569
const DAYS_TO_1904 = 1462

/** A day number of Excel as a date, with its time when it has one; a mere time when there is no day. */
function dateOf(serial: number, is1904: boolean): string {
  const seconds = Math.round(serial * DAY_SECONDS)
  const time = new Date((seconds % DAY_SECONDS) * 1000).toISOString().slice(11, 19)
  if (serial < 1) return time
  // Excel believes that there was a 29 February 1900.
  const days = Math.floor(seconds / DAY_SECONDS) + (is1904 ? DAYS_TO_1904 : serial < 60 ? 1 : 0)
  const day = new Date((days - DAYS_TO_1970) * DAY_SECONDS * 1000).toISOString().slice(0, 10)
  return seconds % DAY_SECONDS === 0 ? day : `${day} ${time}`
}

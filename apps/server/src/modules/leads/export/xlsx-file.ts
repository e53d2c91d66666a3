import { Zip, ZipDeflate } from 'fflate'
import type { Lead } from '../leads.schemas.ts'
import type { ExportColumn } from './export-columns.ts'

/** A sheet has 1,048,576 rows at most; what is beyond goes on the next. */
const ROWS_OF_SHEET = 1_000_000

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Leads as an Excel workbook, written as they come. Texts are texts: none of them is ever taken for a formula. */
export async function* xlsxFile(
  columns: readonly ExportColumn[],
  pages: AsyncIterable<Lead[]>,
): AsyncGenerator<Buffer> {
  const workbook = new WorkbookWriter(columns.map(({ title }) => title))
  for await (const leads of pages) {
    for (const lead of leads) workbook.add(columns.map(({ read }) => read(lead)))
    yield workbook.take()
  }
  workbook.end()
  yield workbook.take()
}

type Cell = string | number | null | undefined

class WorkbookWriter {
  readonly #titles: readonly string[]
  readonly #zip: Zip
  readonly #encoder = new TextEncoder()
  #ready: Uint8Array[] = []
  #sheet: ZipDeflate | undefined
  #sheets = 0
  #rows = 0
  #waiting = ''

  constructor(titles: readonly string[]) {
    this.#titles = titles
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error
      this.#ready.push(chunk)
    })
    this.#begin()
  }

  add(cells: readonly Cell[]): void {
    if (this.#rows >= ROWS_OF_SHEET) {
      this.#close()
      this.#begin()
    }
    this.#row(cells)
  }

  take(): Buffer {
    this.#flush()
    const bytes = Buffer.concat(this.#ready)
    this.#ready = []
    return bytes
  }

  end(): void {
    this.#close()
    for (const [path, text] of Object.entries(this.#parts())) {
      const part = new ZipDeflate(path)
      this.#zip.add(part)
      part.push(this.#encoder.encode(DECLARATION + text), true)
    }
    this.#zip.end()
  }

  #begin(): void {
    this.#sheets++
    this.#rows = 0
    this.#sheet = new ZipDeflate(`xl/worksheets/sheet${this.#sheets}.xml`, { level: 6 })
    this.#zip.add(this.#sheet)
    this.#waiting = `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
    this.#row(this.#titles)
  }

  #row(cells: readonly Cell[]): void {
    this.#rows++
    this.#waiting += `<row>${cells.map(cellOf).join('')}</row>`
    if (this.#waiting.length > 200_000) this.#flush()
  }

  #flush(): void {
    if (this.#waiting !== '') this.#sheet?.push(this.#encoder.encode(this.#waiting))
    this.#waiting = ''
  }

  #close(): void {
    this.#waiting += '</sheetData></worksheet>'
    this.#sheet?.push(this.#encoder.encode(this.#waiting), true)
    this.#waiting = ''
    this.#sheet = undefined
  }

  #parts(): Record<string, string> {
    const numbers = Array.from({ length: this.#sheets }, (_, i) => i + 1)
    const sheet = (n: number) => `<sheet name="Leads${n > 1 ? ` ${n}` : ''}" sheetId="${n}" r:id="rId${n}"/>`
    const type = (path: string, kind: string) =>
      `<Override PartName="${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`
    return {
      'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbers.map(sheet).join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${numbers
        .map(n => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
        .join('')}</Relationships>`,
      '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${numbers
        .map(n => type(`/xl/worksheets/sheet${n}.xml`, 'worksheet'))
        .join('')}</Types>`,
    }
  }
}

/** Longest text of a cell in Excel. */
const LONGEST = 32_767

function cellOf(value: Cell): string {
  if (value === null || value === undefined || value === '') return '<c/>'
  if (typeof value === 'number') return `<c><v>${value}</v></c>`
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value.slice(0, LONGEST))}</t></is></c>`
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Without the signs that XML does not know at all. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, sign => (/[\t\n\r]/.test(sign) || sign > '\u007e' ? sign : ''))
    .replace(/[&<>]/g, sign => ESCAPES[sign] ?? sign)

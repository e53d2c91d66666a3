import { Zip, ZipDeflate } from 'fflate'

/** A sheet has 1,048,576 rows at most; what is beyond goes on the next. */
const ROWS_OF_SHEET = 1_000_000

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** A column of a sheet. */
export interface SheetColumn {
  title: string
  /** How its numbers are shown: a part of one as `18.2%`, a figure as `1,204`, or just as they are. */
  shown?: 'percent' | 'grouped'
  /** In characters; as the program likes it by default. */
  width?: number
}

export type Cell = string | number | null | undefined

/** An Excel workbook, written as its rows come. Texts are texts: none of them is ever taken for a formula. */
export class WorkbookWriter {
  readonly #zip: Zip
  readonly #encoder = new TextEncoder()
  readonly #names: string[] = []
  #ready: Uint8Array[] = []
  #sheet: ZipDeflate | undefined
  #columns: readonly SheetColumn[] = []
  #name = ''
  #rows = 0
  #waiting = ''

  constructor() {
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error
      this.#ready.push(chunk)
    })
  }

  /** Begins a sheet with a row of titles; what is added goes there. */
  begin(name: string, columns: readonly SheetColumn[]): void {
    this.#close()
    this.#name = name
    this.#columns = columns
    this.#open(name)
  }

  add(cells: readonly Cell[]): void {
    if (this.#rows >= ROWS_OF_SHEET) {
      this.#close()
      const parts = this.#names.filter(name => name.startsWith(this.#name)).length
      this.#open(`${this.#name} ${parts + 1}`)
    }
    this.#row(cells.map((cell, place) => cellOf(cell, this.#columns[place]?.shown)))
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

  #open(name: string): void {
    this.#names.push(name)
    this.#rows = 0
    this.#sheet = new ZipDeflate(`xl/worksheets/sheet${this.#names.length}.xml`, { level: 6 })
    this.#zip.add(this.#sheet)
    this.#waiting = `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widthsOf(this.#columns)}<sheetData>`
    this.#row(this.#columns.map(({ title }) => cellOf(title, 'title')))
  }

  #row(cells: readonly string[]): void {
    this.#rows++
    this.#waiting += `<row>${cells.join('')}</row>`
    if (this.#waiting.length > 200_000) this.#flush()
  }

  #flush(): void {
    if (this.#waiting !== '') this.#sheet?.push(this.#encoder.encode(this.#waiting))
    this.#waiting = ''
  }

  #close(): void {
    if (!this.#sheet) return
    this.#waiting += '</sheetData></worksheet>'
    this.#sheet.push(this.#encoder.encode(this.#waiting), true)
    this.#waiting = ''
    this.#sheet = undefined
  }

  #parts(): Record<string, string> {
    const numbers = this.#names.map((_, place) => place + 1)
    const sheet = (n: number) =>
      `<sheet name="${escaped(this.#names[n - 1] ?? '').replaceAll('"', '&quot;')}" sheetId="${n}" r:id="rId${n}"/>`
    const type = (path: string, kind: string) =>
      `<Override PartName="${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`
    return {
      'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbers.map(sheet).join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${numbers
        .map(n => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
        .join('')}<Relationship Id="styles" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
      'xl/styles.xml': STYLES,
      '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/styles.xml', 'styles')}${numbers
        .map(n => type(`/xl/worksheets/sheet${n}.xml`, 'worksheet'))
        .join('')}</Types>`,
    }
  }
}

/** Longest text of a cell in Excel. */
const LONGEST = 32_767

/** The formats of cells: their places in `STYLES`. */
const STYLE = { title: 1, percent: 2, grouped: 3 } as const
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="3" applyNumberFormat="1"/></cellXfs></styleSheet>`

function widthsOf(columns: readonly SheetColumn[]): string {
  if (columns.every(({ width }) => width === undefined)) return ''
  const column = ({ width = 12 }: SheetColumn, place: number) =>
    `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"/>`
  return `<cols>${columns.map(column).join('')}</cols>`
}

function cellOf(value: Cell, shown?: keyof typeof STYLE): string {
  const style = shown ? ` s="${STYLE[shown]}"` : ''
  if (value === null || value === undefined || value === '') return '<c/>'
  if (typeof value === 'number') return `<c${style}><v>${value}</v></c>`
  return `<c${style} t="inlineStr"><is><t xml:space="preserve">${escaped(value.slice(0, LONGEST))}</t></is></c>`
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Without the signs that XML does not know at all. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, sign => (/[\t\n\r]/.test(sign) || sign > '\u007e' ? sign : ''))
    .replace(/[&<>]/g, sign => ESCAPES[sign] ?? sign)

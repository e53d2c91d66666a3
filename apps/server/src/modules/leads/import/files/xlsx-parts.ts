import sax, { type QualifiedTag, type SAXParser, type Tag } from 'sax'
import { WorkbookError, type XlsxPackage } from './xlsx-package.ts'

/** Parts other than sheets and strings are small. */
const MAX_PART_BYTES = 20_000_000
const MAX_STRING_BYTES = 150_000_000
/** Of all shared strings together, in characters: they are in memory. */
const MAX_STRING_CHARACTERS = 40_000_000

export interface Workbook {
  sheets: { name: string; path: string; isHidden: boolean }[]
  /** Days are counted from 1904, as old Macs did. */
  is1904: boolean
  /** Whether the number under this style is a date. */
  isDateStyle: boolean[]
  strings: string[]
}

/** An attribute whatever its prefix: `r:id`, `id`. */
export const attribute = (tag: Tag | QualifiedTag, name: string): string | undefined => {
  const value = tag.attributes[name]
  return typeof value === 'string' ? value : value?.value
}

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Feeds a text to handlers, piece by piece.
 *  @throws WorkbookError when it is no XML */
export async function* parsing(
  text: AsyncIterable<string>,
  set: (parser: SAXParser) => void,
): AsyncGenerator<void> {
  const parser = sax.parser(true, { position: false })
  parser.onerror = () => {
    throw new WorkbookError('The file is damaged: a part of it cannot be read')
  }
  set(parser)
  for await (const piece of text) {
    parser.write(piece)
    yield
  }
}

async function parseWhole(text: AsyncIterable<string>, set: (parser: SAXParser) => void): Promise<void> {
  for await (const _ of parsing(text, set));
}

/** What a workbook says of its sheets.
 *  @throws WorkbookError */
export async function readWorkbook(file: XlsxPackage): Promise<Workbook> {
  if (file.has('xl/workbook.bin'))
    throw new WorkbookError('This is a binary Excel workbook (.xlsb): save it as .xlsx or .csv')
  if (!file.has('xl/workbook.xml'))
    throw new WorkbookError(
      'This is a zip archive and not an Excel workbook: unpack it and upload what is in it',
    )
  const targets = await readRelations(file)
  const sheets: Workbook['sheets'] = []
  let is1904 = false
  await parseWhole(file.text('xl/workbook.xml', MAX_PART_BYTES), parser => {
    parser.onopentag = tag => {
      const name = localName(tag.name)
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attribute(tag, 'date1904') ?? '')
      if (name !== 'sheet') return
      const path = targets.get(attribute(tag, 'r:id') ?? attribute(tag, 'id') ?? '')
      if (!path?.includes('sheet')) return
      const isHidden = /hidden/i.test(attribute(tag, 'state') ?? '')
      sheets.push({ name: attribute(tag, 'name') ?? '', path, isHidden })
    }
  })
  if (sheets.length === 0) throw new WorkbookError('The file is not an Excel workbook, or it has no sheets')
  return { sheets, is1904, isDateStyle: await readStyles(file), strings: await readStrings(file) }
}

async function readRelations(file: XlsxPackage): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await parseWhole(file.text('xl/_rels/workbook.xml.rels', MAX_PART_BYTES), parser => {
    parser.onopentag = tag => {
      const target = attribute(tag, 'Target')
      if (localName(tag.name) !== 'Relationship' || !target) return
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
      targets.set(attribute(tag, 'Id') ?? '', path.replaceAll('/./', '/'))
    }
  })
  return targets
}

/** Formats that every workbook has without saying so: days and times. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

const isDateFormat = (code: string): boolean =>
  /[ymdhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_./g, '').replace(/general|e[+-]/gi, ''))

async function readStyles(file: XlsxPackage): Promise<boolean[]> {
  const formats = new Map<number, boolean>()
  const isDate: boolean[] = []
  let isInCells = false
  await parseWhole(file.text('xl/styles.xml', MAX_PART_BYTES), parser => {
    parser.onopentag = tag => {
      const name = localName(tag.name)
      const id = Number(attribute(tag, 'numFmtId') ?? 0)
      if (name === 'numFmt') formats.set(id, isDateFormat(attribute(tag, 'formatCode') ?? ''))
      if (name === 'cellXfs') isInCells = true
      if (name === 'xf' && isInCells) isDate.push(formats.get(id) ?? isBuiltInDate(id))
    }
    parser.onclosetag = name => {
      if (localName(name) === 'cellXfs') isInCells = false
    }
  })
  return isDate
}

async function readStrings(file: XlsxPackage): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let characters = 0
  let isText = false
  let isReading = false
  await parseWhole(file.text('xl/sharedStrings.xml', MAX_STRING_BYTES), parser => {
    parser.onopentag = ({ name }) => {
      const local = localName(name)
      if (local === 'si') text = ''
      // How a word is read aloud (furigana) is no part of it.
      if (local === 'rPh') isReading = true
      isText = local === 't' && !isReading
    }
    parser.ontext = piece => {
      if (isText) text += piece
    }
    parser.oncdata = parser.ontext
    parser.onclosetag = name => {
      const local = localName(name)
      if (local === 't') isText = false
      if (local === 'rPh') isReading = false
      if (local !== 'si') return
      characters += text.length
      if (characters > MAX_STRING_CHARACTERS)
        throw new WorkbookError('The file holds more text than a list of leads can')
      strings.push(text)
    }
  })
  return strings
}

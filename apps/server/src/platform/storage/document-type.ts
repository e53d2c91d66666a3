import { fileTypeFromBuffer } from 'file-type'
import { readZipNames } from './zip-names.ts'

/** What a file is found to be. */
export interface DocumentType {
  /** Media type. */
  type: string
  /** Endings of a name that fit it, the usual one first. */
  endings: readonly string[]
}

/** Why a file is not taken, for the person who chose it: follows the name of the file. */
export interface DocumentRefusal {
  refused: string
}

const KNOWN: readonly DocumentType[] = [
  { type: 'image/jpeg', endings: ['jpg', 'jpeg', 'jfif'] },
  { type: 'image/png', endings: ['png'] },
  { type: 'image/webp', endings: ['webp'] },
  { type: 'image/gif', endings: ['gif'] },
  { type: 'image/avif', endings: ['avif'] },
  { type: 'image/heic', endings: ['heic', 'heif'] },
  { type: 'image/heif', endings: ['heif', 'heic'] },
  { type: 'image/tiff', endings: ['tiff', 'tif'] },
  { type: 'image/bmp', endings: ['bmp'] },
  { type: 'image/vnd.dwg', endings: ['dwg'] },
  { type: 'application/pdf', endings: ['pdf'] },
]

const WORD = { type: 'application/msword', endings: ['doc'] }
const EXCEL = { type: 'application/vnd.ms-excel', endings: ['xls'] }
const POWERPOINT = { type: 'application/vnd.ms-powerpoint', endings: ['ppt'] }
const OPEN_XML = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

/** By the part that every document of its kind has. */
const OFFICE: readonly (readonly [part: string, DocumentType])[] = [
  ['word/document.xml', { type: `${OPEN_XML}.wordprocessingml.document`, endings: ['docx'] }],
  ['xl/workbook.xml', { type: `${OPEN_XML}.spreadsheetml.sheet`, endings: ['xlsx'] }],
  ['ppt/presentation.xml', { type: `${OPEN_XML}.presentationml.presentation`, endings: ['pptx'] }],
]
const OPEN_DOCUMENTS: readonly DocumentType[] = [
  { type: `${OPEN_DOCUMENT}.text`, endings: ['odt'] },
  { type: `${OPEN_DOCUMENT}.spreadsheet`, endings: ['ods'] },
  { type: `${OPEN_DOCUMENT}.presentation`, endings: ['odp'] },
]

const HEAD_BYTES = 64 * 1024
/** Enough for the table of contents of an office document with thousands of parts. */
const TAIL_BYTES = 512 * 1024

const ZIP = Buffer.from('PK\x03\x04')
const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex')
/** Where a browser would look for a page in a picture: its beginning, and where something can be hung on. */
const MARKUP_BYTES = 4096
const MARKUP = /<(?:!doctype\s|html[\s>]|svg[\s>]|script[\s>]|iframe[\s>]|body[\s>]|\?php)/i

/** Names of streams inside old office documents, which may stand anywhere in them. */
const STREAMS = {
  word: 'WordDocument',
  excel: 'Workbook',
  powerpoint: 'PowerPoint Document',
  macros: '_VBA_PROJECT',
  sealed: 'EncryptedPackage',
} as const
type Stream = keyof typeof STREAMS
const STREAM_BYTES = Object.entries(STREAMS).map(
  ([stream, name]) => [stream as Stream, Buffer.from(name, 'utf16le')] as const,
)
const OVERLAP_BYTES = 64

const MACROS = 'has macros, which are programs: save it without them'
const OTHER = 'is of a kind that is not taken: add images, PDF, DWG or office files'
const WEB_PAGE = 'is a drawing or a page that can carry programs: add it as PNG or PDF'

/**
 * Tells what a document is while it passes, by its content alone: a name and what a browser says prove nothing. Known are images,
 * PDF, DWG and office documents without macros. Refused is what is two things at once, such as a picture that is an archive too.
 * Nothing is unpacked.
 */
export class DocumentInspector {
  #head: Buffer = Buffer.alloc(0)
  #tail: Buffer = Buffer.alloc(0)
  #size = 0
  readonly #streams = new Set<Stream>()

  /** Passes the bytes on as they are. */
  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      this.#see(chunk)
      yield chunk
    }
  }

  #see(chunk: Uint8Array): void {
    const before = this.#tail.subarray(-OVERLAP_BYTES)
    this.#size += chunk.length
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)])
    this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-TAIL_BYTES)
    if (!startsWith(this.#head, COMPOUND)) return
    const searched = Buffer.concat([before, chunk])
    for (const [stream, name] of STREAM_BYTES) if (searched.includes(name)) this.#streams.add(stream)
  }

  /** After the last byte has passed. */
  async judge(): Promise<DocumentType | DocumentRefusal> {
    if (this.#size === 0) return { refused: 'is empty' }
    if (startsWith(this.#head, ZIP)) return this.#judgeZip()
    if (startsWith(this.#head, COMPOUND)) return this.#judgeCompound()
    const found = await fileTypeFromBuffer(this.#head).catch(() => undefined)
    const known = KNOWN.find(({ type }) => type === found?.mime)
    if (!known) return { refused: looksLikeMarkup(this.#head) ? WEB_PAGE : OTHER }
    if (known.type === 'application/pdf' && !startsWith(this.#head, Buffer.from('%PDF-')))
      return { refused: OTHER }
    if (readZipNames(this.#tail, this.#size)) return { refused: 'is two kinds of file in one' }
    const ends = [this.#head.subarray(0, MARKUP_BYTES), this.#tail.subarray(-MARKUP_BYTES)]
    if (known.type.startsWith('image/') && ends.some(part => MARKUP.test(part.toString('latin1'))))
      return { refused: 'has a web page hidden in the picture' }
    return known
  }

  #judgeZip(): DocumentType | DocumentRefusal {
    const names = readZipNames(this.#tail, this.#size)
    if (!names) return { refused: 'is damaged' }
    if (names.some(name => /vba(project|data)/i.test(name))) return { refused: MACROS }
    const office = OFFICE.find(([part]) => names.includes(part) && names.includes('[Content_Types].xml'))
    if (office) return office[1]
    const openDocument = OPEN_DOCUMENTS.find(({ type }) =>
      this.#head.subarray(30, 120).includes(`mimetype${type}`),
    )
    if (openDocument) return openDocument
    return { refused: 'is an archive: add the files in it one by one' }
  }

  #judgeCompound(): DocumentType | DocumentRefusal {
    if (this.#streams.has('sealed'))
      return { refused: 'is locked with a password, so it cannot be checked: save it without one' }
    if (this.#streams.has('macros')) return { refused: MACROS }
    if (this.#streams.has('word')) return WORD
    if (this.#streams.has('excel')) return EXCEL
    return this.#streams.has('powerpoint') ? POWERPOINT : { refused: OTHER }
  }
}

function startsWith(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.subarray(0, beginning.length).equals(beginning)
}

function looksLikeMarkup(head: Buffer): boolean {
  return /^\s*</.test(
    head
      .subarray(0, 512)
      .toString('utf8')
      .replace(/^\ufeff/, ''),
  )
}

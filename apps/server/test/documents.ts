import { zipStream } from '../src/platform/storage/zip-stream.ts'

/** The smallest files of their kinds. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')
export const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

const CONTENT_TYPES = { '[Content_Types].xml': '<Types/>' }
/** The parts that make an archive an office document. */
export const OFFICE_PARTS = {
  docx: { ...CONTENT_TYPES, 'word/document.xml': '<w/>' },
  xlsx: { ...CONTENT_TYPES, 'xl/workbook.xml': '<x/>' },
  pptx: { ...CONTENT_TYPES, 'ppt/presentation.xml': '<p/>' },
}

/** A ZIP archive of these files. */
export async function archiveOf(files: Record<string, string>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, text]) => ({
    name,
    at: new Date('2026-01-02T03:04:06Z'),
    async *open() {
      yield Buffer.from(text)
    },
  }))
  const parts: Uint8Array[] = []
  for await (const part of zipStream(entries)) parts.push(part)
  return Buffer.concat(parts)
}

/** The beginning of an old office document, with these streams somewhere in it. */
export function compoundWith(...streams: string[]): Buffer {
  const parts = streams.flatMap(stream => [Buffer.alloc(1500), Buffer.from(stream, 'utf16le')])
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...parts,
    Buffer.alloc(300),
  ])
}

const BOUNDARY = 'part-of-a-test'

/** A file as a form sends it; another `end` makes one that breaks off. */
export function fileForm(file: Buffer, name: string, end = `\r\n--${BOUNDARY}--\r\n`) {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([Buffer.from(head), file, Buffer.from(end)]),
  }
}

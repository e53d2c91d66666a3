import { isUtf8 } from 'node:buffer'

/** How the text of a file was written. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | 'windows-1252'

/** Begins files that say what they are written in. That of UTF-16 LE begins that of UTF-32 LE, so the longer stand first. */
const MARKS: readonly [Encoding, readonly number[]][] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** Tells the encoding from the beginning of a file. */
export function sniffEncoding(head: Buffer): Encoding {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => head[i] === byte))
  // What the zeros say goes before the mark: some programs write the mark of one encoding and the text of another.
  const [first, second, third, fourth] = zeros(head.subarray(markLength(head)))
  const all = first + second + third + fourth
  if (all > 0.6 * head.length) return first > fourth ? 'utf-32be' : 'utf-32le'
  if (marked) return marked[0]
  // No other text has zeros, and in UTF-16 every other byte of a Latin letter is one.
  if (all > head.length / 4) return second + fourth > first + third ? 'utf-16le' : 'utf-16be'
  // The head may end inside a character of up to four bytes.
  const isWhole = [0, 1, 2, 3].some(cut => isUtf8(head.subarray(0, head.length - cut)))
  return isWhole ? 'utf-8' : 'windows-1252'
}

/** Bytes of the mark that a file begins with. */
function markLength(head: Buffer): number {
  if (
    head.length % 4 === 0 &&
    MARKS.slice(0, 2).some(([, mark]) => mark.every((byte, i) => head[i] === byte))
  )
    return 4
  return MARKS.slice(2).some(([, mark]) => mark.every((byte, i) => head[i] === byte)) ? 2 : 0
}

/** The beginning of a UTF-32 text that has the mark of UTF-16 would be read two bytes off. */
export const withoutWrongMark = (head: Buffer, encoding: Encoding): Buffer =>
  encoding.startsWith('utf-32') && markLength(head) === 2 ? head.subarray(2) : head

/** The text of a file, piece by piece, without its mark and without zeros. `head` is its beginning, which `rest` follows. Where the
 *  text begins as UTF-8 and turns out not to be, the rest is read as Windows-1252: its first umlaut may stand far below. */
export async function* decodeText(
  head: Buffer,
  rest: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  let decoder = decoderOf(encoding)
  const decode = (chunk?: Uint8Array): string => {
    try {
      const text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
      return text.includes('\0') ? text.replaceAll('\0', '') : text
    } catch (error) {
      if (encoding !== 'utf-8' || !(error instanceof TypeError)) throw error
      decoder = new TextDecoder('windows-1252')
      return chunk ? decoder.decode(chunk, { stream: true }) : ''
    }
  }
  yield decode(head)
  for await (const chunk of rest) yield decode(chunk)
  yield decode()
}

/** The beginning of a text, to see what it is: signs that are none in this encoding are passed over. */
export function decodeStart(head: Buffer, encoding: Encoding): string {
  const decoder = encoding === 'utf-8' ? new TextDecoder() : decoderOf(encoding)
  return decoder.decode(head, { stream: true })
}

interface Decoder {
  /** Without a chunk: what is left at the end. */
  decode(chunk?: Uint8Array, options?: { stream: boolean }): string
}

export function decoderOf(encoding: Encoding): Decoder {
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return new Utf32Decoder(encoding === 'utf-32le')
  return new TextDecoder(encoding, { fatal: encoding === 'utf-8' })
}

/** Zeros among the first, second, third and fourth bytes of every four. */
function zeros(bytes: Buffer): [number, number, number, number] {
  const found: [number, number, number, number] = [0, 0, 0, 0]
  for (const [i, byte] of bytes.entries()) if (byte === 0) found[(i % 4) as 0]++
  return found
}

const MARK = 0xfeff
const LAST_CODE_POINT = 0x10ffff
const REPLACEMENT = '\uFFFD'

/** What `TextDecoder` does, for the one Unicode encoding that it lacks. */
class Utf32Decoder implements Decoder {
  readonly #isLittleEndian: boolean
  #rest: Buffer = Buffer.alloc(0)

  constructor(isLittleEndian: boolean) {
    this.#isLittleEndian = isLittleEndian
  }

  decode(chunk?: Uint8Array): string {
    if (chunk === undefined) return this.#rest.length > 0 ? REPLACEMENT : ''
    const bytes = Buffer.concat([this.#rest, chunk])
    const whole = bytes.length - (bytes.length % 4)
    this.#rest = bytes.subarray(whole)
    let text = ''
    for (let i = 0; i < whole; i += 4) {
      const point = this.#isLittleEndian ? bytes.readUInt32LE(i) : bytes.readUInt32BE(i)
      if (point === MARK) continue
      text += point > LAST_CODE_POINT ? REPLACEMENT : String.fromCodePoint(point)
    }
    return text
  }
}

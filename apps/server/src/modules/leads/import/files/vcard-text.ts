/** A line of a vCard: `TEL;TYPE=cell:+91…`. */
export interface VCardProperty {
  /** Upper case, without the group. */
  name: string
  /** Upper case; of `TYPE` several joined by commas. Words without `=` (vCard 2.1) count as types. */
  parameters: ReadonlyMap<string, string>
  /** As written, but for quoted-printable. */
  value: string
}

/** Longest line that is kept: photos, sounds and keys are longer, and are not wanted. */
const MAX_LINE = 20_000

/** Puts lines together again that were folded (a line that begins with white space goes on from the one before), and those of
 *  quoted-printable that end with `=`. Gives each line with the number of its first. */
export async function* unfolded(text: AsyncIterable<string>): AsyncGenerator<{ line: number; text: string }> {
  let whole: { line: number; text: string } | undefined
  for await (const { line, text: one } of linesOf(text)) {
    const isSoft =
      whole !== undefined && /ENCODING=QUOTED-PRINTABLE/i.test(whole.text) && whole.text.endsWith('=')
    if (whole && isSoft) append(whole, `\n${one}`)
    else if (whole && /^[ \t]/.test(one)) append(whole, one.slice(1))
    else {
      if (whole) yield whole
      whole = { line, text: one }
    }
  }
  if (whole) yield whole
}

function append(whole: { text: string }, more: string): void {
  if (whole.text.length < MAX_LINE) whole.text += more
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<{ line: number; text: string }> {
  let rest = ''
  let line = 0
  for await (const piece of text) {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const one of lines) yield { line: ++line, text: one }
  }
  if (rest.trim() !== '') yield { line: ++line, text: rest.replace(/\r$/, '') }
}

/** The parts of a line; null for one that is none. */
export function parseProperty(text: string): VCardProperty | null {
  const colon = colonOf(text)
  if (colon === -1) return null
  const [head = '', ...words] = splitOutsideQuotes(text.slice(0, colon), ';')
  const parameters = new Map<string, string>()
  for (const word of words) {
    const equals = word.indexOf('=')
    const key = equals === -1 ? keyOfBare(word) : word.slice(0, equals).trim().toUpperCase()
    const value = (equals === -1 ? word : word.slice(equals + 1)).replaceAll('"', '').trim().toUpperCase()
    const known = parameters.get(key)
    parameters.set(key, known === undefined ? value : `${known},${value}`)
  }
  const name = head
    .replace(/^[^.]*\./, '')
    .trim()
    .toUpperCase()
  const written = text.slice(colon + 1)
  const isQuoted = parameters.get('ENCODING') === 'QUOTED-PRINTABLE'
  return {
    name,
    parameters,
    value: isQuoted ? fromQuotedPrintable(written, parameters.get('CHARSET')) : written,
  }
}

/** In vCard 2.1 the value stands alone: `TEL;CELL:`, `NOTE;QUOTED-PRINTABLE:`. */
const keyOfBare = (word: string): string =>
  /^(quoted-printable|base64|8bit|7bit)$/i.test(word.trim()) ? 'ENCODING' : 'TYPE'

function colonOf(text: string): number {
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') isQuoted = !isQuoted
    if (text[i] === ':' && !isQuoted) return i
  }
  return text.indexOf(':')
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let isQuoted = false
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted
    if (sign === separator && !isQuoted) parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts
}

function fromQuotedPrintable(text: string, charset = 'UTF-8'): string {
  const bytes: number[] = []
  const plain = text.replace(/=\s*\n/g, '')
  for (let i = 0; i < plain.length; i++) {
    const hex = /^=([0-9A-F]{2})/i.exec(plain.slice(i, i + 3))?.[1]
    if (hex) {
      bytes.push(Number.parseInt(hex, 16))
      i += 2
    } else bytes.push(...Buffer.from(plain[i] ?? ''))
  }
  try {
    return new TextDecoder(charset).decode(Uint8Array.from(bytes))
  } catch {
    return Buffer.from(bytes).toString('utf8')
  }
}

/** The parts of a structured value (`N`, `ADR`), each without escapes. */
export function structured(value: string): string[] {
  const parts: string[] = ['']
  for (let i = 0; i < value.length; i++) {
    const sign = value[i] ?? ''
    if (sign === '\\') parts[parts.length - 1] += `\\${value[++i] ?? ''}`
    else if (sign === ';') parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts.map(plainText)
}

/** A text without the escapes of vCard 3 and 4. */
export const plainText = (value: string): string =>
  value.replace(/\\([nN,;:\\])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign)).trim()

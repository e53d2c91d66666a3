const LONGEST = 150
const NAMELESS = 'File'

/** Control characters, and the marks that turn the direction of writing: `plan\u202Efdp.exe` would read as `planexe.pdf`. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** A name that is safe on every disk and in every header: no path, nothing invisible, no hidden file, not too long. */
export function cleanName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[<>:"|?*\ufffd]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  return shorten(plain, LONGEST) || NAMELESS
}

/** The name with an ending that fits what the file is; the wrong one stays in sight before it. */
export function nameWithEnding(name: string, endings: readonly string[]): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase()
  const [usual = ''] = endings
  if (usual === '' || (ending !== undefined && endings.includes(ending))) return name
  return `${shorten(name, LONGEST - usual.length - 1)}.${usual}`
}

/** The same name, and the next free one where it is taken: `Plan (2).pdf`. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let number = 2; ; number++) {
    const next = `${stem} (${number})${ending}`
    if (!taken.has(next.toLowerCase())) return next
  }
}

/** Cuts before the ending, by whole signs. */
function shorten(name: string, length: number): string {
  if (name.length <= length) return name
  const ending = /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? ''
  let stem = ''
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, -ending.length || undefined))) {
    if (stem.length + segment.length + ending.length > length) break
    stem += segment
  }
  return `${stem.trimEnd()}${ending}`
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46
/** The longest comment an archive can end with. */
const COMMENT_BYTES = 65_535

/**
 * The names in the table of contents of a ZIP archive, of which nothing else is read and nothing unpacked.
 * @param tail the end of the file
 * @param size of the whole file, in bytes
 * @returns null when there is no whole table of contents in the tail: no archive, or a damaged one
 */
export function readZipNames(tail: Buffer, size: number): string[] | null {
  const end = findEnd(tail)
  if (end === null) return null
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = end - length
  if (start < 0 || size - tail.length + start < 0) return null
  const names: string[] = []
  for (let at = start; names.length < count; ) {
    if (at + ENTRY_BYTES > end || tail.readUInt32LE(at) !== ENTRY) return null
    const nameLength = tail.readUInt16LE(at + 28)
    names.push(tail.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength))
    at += ENTRY_BYTES + nameLength + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32)
  }
  return names
}

/** Where the closing record begins: the last one whose comment ends within the file. */
function findEnd(tail: Buffer): number | null {
  const earliest = Math.max(0, tail.length - END_BYTES - COMMENT_BYTES)
  for (let at = tail.length - END_BYTES; at >= earliest; at--) {
    if (tail.readUInt32LE(at) === END) return at
  }
  return null
}

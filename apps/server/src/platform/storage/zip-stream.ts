import { crc32 } from 'node:zlib'

/** One file of an archive. */
export interface ZipEntry {
  name: string
  at: Date
  open(): AsyncIterable<Uint8Array>
}

const UTF8_AND_SIZES_AFTER = 0x0808
const VERSION = 20

interface Written {
  name: Buffer
  stamp: Buffer
  crc: number
  size: number
  offset: number
}

/**
 * A ZIP archive as it is written, in little memory: files as they are, since pictures and documents are compressed already. For less
 * than 4 GB and 65,535 files.
 */
export async function* zipStream(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array, void, undefined> {
  const written: Written[] = []
  let offset = 0
  for (const entry of entries) {
    const file: Written = { name: Buffer.from(entry.name), stamp: stampOf(entry.at), crc: 0, size: 0, offset }
    const head = localHead(file)
    yield head
    for await (const chunk of entry.open()) {
      file.crc = crc32(chunk, file.crc)
      file.size += chunk.length
      yield chunk
    }
    const sizes = sizesAfter(file)
    yield sizes
    offset += head.length + file.size + sizes.length
    written.push(file)
  }
  const contents = Buffer.concat(written.map(tableEntry))
  yield contents
  yield closing(written.length, contents.length, offset)
}

function localHead({ name, stamp }: Written): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(VERSION, 4)
  head.writeUInt16LE(UTF8_AND_SIZES_AFTER, 6)
  stamp.copy(head, 10)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function sizesAfter({ crc, size }: Written): Buffer {
  const sizes = Buffer.alloc(16)
  sizes.writeUInt32LE(0x08074b50, 0)
  sizes.writeUInt32LE(crc, 4)
  sizes.writeUInt32LE(size, 8)
  sizes.writeUInt32LE(size, 12)
  return sizes
}

function tableEntry({ name, stamp, crc, size, offset }: Written): Buffer {
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(VERSION, 4)
  entry.writeUInt16LE(VERSION, 6)
  entry.writeUInt16LE(UTF8_AND_SIZES_AFTER, 8)
  stamp.copy(entry, 12)
  entry.writeUInt32LE(crc, 16)
  entry.writeUInt32LE(size, 20)
  entry.writeUInt32LE(size, 24)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt32LE(offset, 42)
  return Buffer.concat([entry, name])
}

function closing(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(offset, 16)
  return end
}

/** Time and day as MS-DOS wrote them: two-second steps since 1980. */
function stampOf(at: Date): Buffer {
  const stamp = Buffer.alloc(4)
  stamp.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), 0)
  const years = Math.max(0, at.getUTCFullYear() - 1980)
  stamp.writeUInt16LE((years << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(), 2)
  return stamp
}

import { randomBytes } from 'node:crypto'
import { type Crypto, SealedValueError } from '../crypto/crypto.ts'

/**
 * How a file lies at rest: a head, then frames of 64 KiB, each sealed by itself so that a file of any size is read and written
 * in little memory. The context of a frame names the file, the writing, its place and whether it is the last: frames cannot be
 * reordered, taken from another file or an older version of this one, nor cut off, without the reader noticing.
 *
 * Head: 'OWF1', length of key (2 bytes), key, id of the writing (16 bytes).
 * Frame: 1 when it is the last, else 0 (1 byte), length (4 bytes), sealed bytes.
 */
const MAGIC = Buffer.from('OWF1')
const WRITING_ID_BYTES = 16
const FRAME_HEAD_BYTES = 5
const PLAIN_FRAME_BYTES = 64 * 1024
/** More than any seal adds. */
const SEAL_ALLOWANCE_BYTES = 128

export async function* sealFrames(
  crypto: Crypto,
  key: string,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const writingId = randomBytes(WRITING_ID_BYTES)
  const keyBytes = Buffer.from(key)
  const keyLength = Buffer.alloc(2)
  keyLength.writeUInt16BE(keyBytes.length)
  yield Buffer.concat([MAGIC, keyLength, keyBytes, writingId])

  const context = contextOf(key, writingId)
  let index = 0
  function frame(bytes: Uint8Array, isLast: boolean): Buffer {
    const sealed = crypto.seal(bytes, context(index++, isLast)).bytes
    const head = Buffer.alloc(FRAME_HEAD_BYTES)
    head.writeUInt8(isLast ? 1 : 0)
    head.writeUInt32BE(sealed.length, 1)
    return Buffer.concat([head, sealed])
  }

  let pending: Buffer = Buffer.alloc(0)
  for await (const chunk of plain) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk])
    // A full frame waits for a byte after it: only then is it known not to be the last.
    while (pending.length > PLAIN_FRAME_BYTES) {
      yield frame(pending.subarray(0, PLAIN_FRAME_BYTES), false)
      pending = pending.subarray(PLAIN_FRAME_BYTES)
    }
  }
  yield frame(pending, true)
}

/**
 * Gives back the plain bytes, none that were not authenticated.
 * @throws SealedValueError when the file is not whole, was changed, or is not the one of this key
 */
export async function* openFrames(
  crypto: Crypto,
  key: string,
  stored: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(stored)
  try {
    const head = await readHead(reader)
    if (head.key !== key) throw new SealedValueError('a stored file lies in the place of another')
    const context = contextOf(key, head.writingId)
    for (let index = 0; ; index++) {
      const frameHead = await reader.take(FRAME_HEAD_BYTES)
      const isLast = frameHead.readUInt8() === 1
      const plain = crypto.open(await takeSealed(reader, frameHead), context(index, isLast))
      if (plain.length > 0) yield plain
      if (!isLast) continue
      if (await reader.hasMore()) throw new SealedValueError('a stored file has bytes after its end')
      return
    }
  } finally {
    await reader.close()
  }
}

/** The key of the file, and the id of the encryption key its first frame was sealed with. @throws SealedValueError */
export async function inspectFrames(
  crypto: Crypto,
  stored: AsyncIterable<Uint8Array>,
): Promise<{ key: string; keyId: string }> {
  const reader = new ByteReader(stored)
  try {
    const { key } = await readHead(reader)
    const sealed = await takeSealed(reader, await reader.take(FRAME_HEAD_BYTES))
    return { key, keyId: crypto.keyIdOf(sealed) }
  } finally {
    await reader.close()
  }
}

async function readHead(reader: ByteReader): Promise<{ key: string; writingId: Buffer }> {
  if (!(await reader.take(MAGIC.length)).equals(MAGIC))
    throw new SealedValueError('this is not a stored file')
  const key = (await reader.take((await reader.take(2)).readUInt16BE())).toString()
  return { key, writingId: await reader.take(WRITING_ID_BYTES) }
}

async function takeSealed(reader: ByteReader, frameHead: Buffer): Promise<Buffer> {
  const length = frameHead.readUInt32BE(1)
  if (length > PLAIN_FRAME_BYTES + SEAL_ALLOWANCE_BYTES)
    throw new SealedValueError('a stored file was changed')
  return reader.take(length)
}

function contextOf(key: string, writingId: Buffer): (index: number, isLast: boolean) => string {
  const file = `file:${key}:${writingId.toString('hex')}`
  return (index, isLast) => `${file}:${index}:${isLast ? 'last' : 'more'}`
}

/** Takes exact numbers of bytes from chunks of any size. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #pending: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]()
  }

  /** @throws SealedValueError when the source ends before */
  async take(length: number): Promise<Buffer> {
    if (!(await this.#fill(length))) throw new SealedValueError('a stored file is cut off')
    const taken = this.#pending.subarray(0, length)
    this.#pending = this.#pending.subarray(length)
    return taken
  }

  hasMore(): Promise<boolean> {
    return this.#fill(1)
  }

  /** Closes the source too, so that a reader who leaves early leaves no open file. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #fill(length: number): Promise<boolean> {
    const parts = [this.#pending]
    let available = this.#pending.length
    while (available < length) {
      const next = await this.#chunks.next()
      if (next.done) break
      parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength))
      available += next.value.length
    }
    if (parts.length > 1) this.#pending = Buffer.concat(parts)
    return available >= length
  }
}

import { fileTypeFromBuffer } from 'file-type'
import { AppError } from '../errors.ts'

/** Bytes from the beginning that every known format shows itself in. */
const SAMPLE_BYTES = 4100

const BOM_UTF16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])]

/**
 * Passes a file on while it is found to be of the type it is said to be: known formats by their first bytes, text (`text/…`,
 * `application/json`) by having none of the bytes that text never has. The name of a file and what a browser says prove nothing.
 * @throws AppError `unsupported-media-type`
 */
export async function* checkType(
  declared: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isText = declared.startsWith('text/') || declared === 'application/json'
  let sample: Buffer | undefined = Buffer.alloc(0)
  let mayHaveNulls = false

  async function checkSample(bytes: Buffer): Promise<void> {
    mayHaveNulls = !isText || BOM_UTF16.some(bom => bytes.subarray(0, 2).equals(bom))
    const found = await fileTypeFromBuffer(bytes)
    // Text may begin like a format by chance ("BM", "ID3"); a format that is none soon has control characters.
    const isOther = isText ? found && !mayHaveNulls && hasControls(bytes) : found?.mime !== declared
    if (isOther) throw refused(declared, found?.mime)
    checkNulls(bytes)
  }

  function checkNulls(bytes: Uint8Array): void {
    if (!mayHaveNulls && bytes.includes(0)) throw refused(declared, undefined)
  }

  for await (const chunk of source) {
    if (!sample) {
      checkNulls(chunk)
      yield chunk
      continue
    }
    sample = Buffer.concat([sample, chunk])
    if (sample.length < SAMPLE_BYTES) continue
    await checkSample(sample)
    yield sample
    sample = undefined
  }
  if (sample) {
    await checkSample(sample)
    yield sample
  }
}

/** Below tab: nothing that a person types or a program exports as text. */
function hasControls(bytes: Buffer): boolean {
  return bytes.some(byte => byte < 0x09)
}

function refused(declared: string, found: string | undefined): AppError {
  const instead = found ? `its content is ${found}` : 'its content is something else'
  return new AppError('unsupported-media-type', { detail: `The file should be ${declared}, but ${instead}.` })
}

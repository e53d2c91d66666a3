import type { Readable } from 'node:stream'
import yauzl, { type Entry, type ZipFile } from 'yauzl'

/** A file that is no workbook, or one that unpacks to more than is healthy. The message is for a person. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError'
}

const MAX_ENTRIES = 10_000

/** The parts of an XLSX file by path. Sizes are held to what the file says of itself, and to a limit. */
export class XlsxPackage {
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip
    this.#entries = entries
  }

  /** @throws WorkbookError */
  static async open(bytes: Buffer): Promise<XlsxPackage> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      yauzl.fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, opened) =>
        error
          ? reject(new WorkbookError('The file is damaged: it does not open as an Excel file'))
          : resolve(opened),
      )
    })
    const entries = new Map<string, Entry>()
    await new Promise<void>((resolve, reject) => {
      zip.on('error', () => reject(new WorkbookError('The file is damaged: its contents cannot be listed')))
      zip.on('end', resolve)
      zip.on('entry', (entry: Entry) => {
        entries.set(entry.fileName.replace(/^\//, ''), entry)
        if (entries.size > MAX_ENTRIES)
          reject(new WorkbookError('The file holds far too many parts for a workbook'))
        else zip.readEntry()
      })
      zip.readEntry()
    })
    return new XlsxPackage(zip, entries)
  }

  has(path: string): boolean {
    return this.#entries.has(path)
  }

  /** The text of a part, piece by piece; nothing where there is none.
   *  @throws WorkbookError when it unpacks to more than `maxBytes` */
  async *text(path: string, maxBytes: number): AsyncGenerator<string> {
    const entry = this.#entries.get(path)
    if (!entry) return
    if (entry.uncompressedSize > maxBytes) throw tooLarge()
    if (entry.isEncrypted())
      throw new WorkbookError('The file is locked with a password: save it without one')
    const stream = await new Promise<Readable>((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, opened) =>
        error ? reject(new WorkbookError('The file is damaged')) : resolve(opened),
      )
    })
    const decoder = new TextDecoder()
    let bytes = 0
    try {
      for await (const chunk of stream) {
        bytes += (chunk as Buffer).length
        if (bytes > maxBytes) throw tooLarge()
        yield decoder.decode(chunk as Buffer, { stream: true })
      }
    } catch (error) {
      if (error instanceof WorkbookError) throw error
      throw new WorkbookError('The file is damaged: a part of it does not unpack')
    } finally {
      stream.destroy()
    }
    yield decoder.decode()
  }

  close(): void {
    this.#zip.close()
  }
}

const tooLarge = () => new WorkbookError('The file unpacks to far more than a list of leads can be')

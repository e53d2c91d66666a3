import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { S3Config } from '../config/config.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { AppError } from '../errors.ts'
import type { BlobStore } from './blob-store.ts'
import { MissingBlobError } from './blob-store.ts'
import { checkType } from './content-type.ts'
import { createDiskStore } from './disk-store.ts'
import { type FileLink, makeToken, readToken } from './file-link.ts'
import { inspectFrames, openFrames, sealFrames } from './frames.ts'
import { createS3Store } from './s3-store.ts'

export interface PutOptions {
  /** Media type the content must have; checked by the content, see `checkType`. Without it the caller judges what passes. */
  type?: string
  maxBytes: number
}

export interface LinkOptions {
  /** How long it opens. Keep it short: whoever has the link has the file. */
  seconds: number
  /** Offered when saving. */
  fileName: string
}

/** Files, encrypted at rest: on disk in `DATA_DIR/files`, or in an S3 bucket. */
export interface Storage {
  /**
   * Stores a file under a key: letters, digits, `-`, `_`, `.`, with `/` between (`imports/7/upload.csv`), never anything personal.
   * Replaces what was there. Nothing is kept of a file that is refused or breaks off.
   * @returns the number of bytes
   * @throws AppError `body-too-large`, `unsupported-media-type`
   */
  put(
    key: string,
    content: AsyncIterable<Uint8Array> | Uint8Array,
    options: PutOptions,
  ): Promise<{ bytes: number }>
  /** The stream fails with AppError `not-found` when there is no such file. */
  read(key: string): Readable
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>
  /** A path under which the file can be fetched without signing in, for a while: `/files/…`. */
  link(key: string, options: LinkOptions): string
  /** What the token of a link stands for; null when it is forged or too old. */
  openLink(token: string): FileLink | null
  /** Brings files under the active encryption key; for the rotation. */
  reseal(signal?: AbortSignal): Promise<{ resealed: number; unreadable: number }>
}

export interface StorageOptions {
  dataDir: string
  s3: S3Config | undefined
  crypto: Crypto
  now?: () => Date
}

export const FILES_PATH = '/files/'

const KEY = /^[\w.-]+(\/[\w.-]+)*$/
const KEY_MAX_LENGTH = 200

export function createStorage({ dataDir, s3, crypto, now = () => new Date() }: StorageOptions): Storage {
  const filesDir = join(dataDir, 'files')
  const store: BlobStore = s3 ? createS3Store(s3, join(dataDir, 'uploads')) : createDiskStore(filesDir)

  async function* open(key: string): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* openFrames(crypto, checkKey(key), store.read(key))
    } catch (error) {
      if (error instanceof MissingBlobError)
        throw new AppError('not-found', { detail: 'This file is no longer there.' })
      throw error
    }
  }

  async function resealIfOld(handle: string): Promise<boolean> {
    const { key, keyId } = await inspectFrames(crypto, store.openListed(handle))
    if (keyId === crypto.activeKeyId) return false
    await store.write(key, sealFrames(crypto, key, openFrames(crypto, key, store.openListed(handle))))
    return true
  }

  return {
    async put(key, content, { type, maxBytes }) {
      let bytes = 0
      async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const chunk of content instanceof Uint8Array ? [content] : content) {
          bytes += chunk.length
          if (bytes > maxBytes)
            throw new AppError('body-too-large', {
              detail: `The file may have ${readableSize(maxBytes)} at most.`,
            })
          yield chunk
        }
      }
      const checked = type === undefined ? counted() : checkType(type, counted())
      await store.write(checkKey(key), sealFrames(crypto, key, checked))
      return { bytes }
    },
    read: key => Readable.from(open(key), { objectMode: false }),
    async delete(key) {
      await store.delete(checkKey(key))
    },
    link(key, { seconds, fileName }) {
      return (
        FILES_PATH + makeToken(crypto, { key: checkKey(key), fileName }, now().getTime() + seconds * 1000)
      )
    },
    openLink: token => readToken(crypto, token, now().getTime()),
    async reseal(signal) {
      const result = { resealed: 0, unreadable: 0 }
      for await (const handle of store.list()) {
        signal?.throwIfAborted()
        try {
          if (await resealIfOld(handle)) result.resealed++
        } catch (error) {
          // Deleted since it was listed: nothing to do.
          if (!(error instanceof MissingBlobError)) result.unreadable++
        }
      }
      return result
    },
  }
}

/** @throws Error for a mistake in the program: keys never come from outside */
function checkKey(key: string): string {
  if (key.length > KEY_MAX_LENGTH || !KEY.test(key) || key.split('/').includes('..'))
    throw new Error(
      'a storage key has letters, digits, "-", "_", "." and "/" between, 200 characters at most',
    )
  return key
}

function readableSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.floor(bytes / 1024)} KB` : `${Math.floor(bytes / 1024 / 1024)} MB`
}

import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type BlobStore, MissingBlobError } from './blob-store.ts'

/** Ends the name of a file that is being written. */
const DRAFT = '.draft'

/** Milliseconds after which a draft can only be that of a process that was killed. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000

/**
 * Files under one folder: `ab/cdef…`, the SHA-256 of the key, so that no key can lead out of the folder and none is too long for
 * the file system. A file is written beside its place, flushed and then renamed: it is there whole or not at all.
 */
export function createDiskStore(dir: string): BlobStore {
  function pathOf(key: string): string {
    const name = createHash('sha256').update(key).digest('hex')
    return join(dir, name.slice(0, 2), name.slice(2))
  }

  return {
    async write(key, bytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.${randomBytes(6).toString('hex')}${DRAFT}`
      try {
        await writeFlushed(draft, bytes)
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
      await flushFolder(dirname(path))
    },
    read: key => readPath(pathOf(key)),
    delete: key => rm(pathOf(key), { force: true }),
    async *list() {
      for (const folder of await namesIn(dir)) {
        for (const name of await namesIn(join(dir, folder))) {
          if (name.endsWith(DRAFT)) await removeAbandoned(join(dir, folder, name))
          else yield join(folder, name)
        }
      }
    },
    openListed: handle => readPath(join(dir, handle)),
  }
}

async function writeFlushed(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes) await file.writeFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flushFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file system keeps names safe by itself.
  if (process.platform === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function* readPath(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path)
  } catch (error) {
    if (isMissing(error)) throw new MissingBlobError('no such file is stored')
    throw error
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

async function removeAbandoned(path: string): Promise<void> {
  const file = await open(path).catch(() => undefined)
  if (!file) return
  const { mtimeMs } = await file.stat()
  await file.close()
  if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true })
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

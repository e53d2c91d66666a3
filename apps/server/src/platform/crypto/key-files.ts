import { type KeyObject, randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { decodeKey, KEY_BYTES, type KeyRing, KeyRingError } from './key-ring.ts'

const KEY_FILE = /^encryption-k(\d+)$/
const HASH_FILE = 'hash'

/** Milliseconds between two looks for a key that nobody here knows. */
const LOOK_AGAIN_MS = 1000

/**
 * The key ring in a folder: `encryption-k1`, `encryption-k2`, … of which the highest is active, and `hash`. A file a key, created
 * once and never rewritten, so that processes that share the folder need no lock. The first start makes the first keys.
 * @throws KeyRingError
 */
export function openKeyFiles(dir: string): KeyRing {
  const keys = new Map<string, KeyObject>()
  let keyIds: string[] = []
  let lookedAt = 0

  function read(): void {
    lookedAt = Date.now()
    const numbers = readdirSync(dir).flatMap(name => Number(KEY_FILE.exec(name)?.[1] ?? Number.NaN) || [])
    for (const keyId of numbers.map(n => `k${n}`)) {
      if (!keys.has(keyId)) keys.set(keyId, readKey(dir, `encryption-${keyId}`))
    }
    keyIds = numbers.sort((a, b) => b - a).map(n => `k${n}`)
  }

  mkdirSync(dir, { recursive: true, mode: 0o700 })
  read()
  // The hash key comes first into the folder: keys without it mean that it was lost, and a new one would find nothing.
  if (keyIds.length === 0) {
    createSecretFile(dir, HASH_FILE, newKey())
    createSecretFile(dir, 'encryption-k1', newKey())
    read()
  }
  const hashKey = readKey(dir, HASH_FILE)

  return {
    get activeKeyId() {
      return keyIds[0] as string
    },
    get keyIds() {
      return keyIds
    },
    hashKey,
    find(keyId) {
      // Another process may have rotated.
      if (!keys.has(keyId) && Date.now() - lookedAt > LOOK_AGAIN_MS) read()
      return keys.get(keyId)
    },
    addKey() {
      read()
      const keyId = `k${Number(keyIds[0]?.slice(1)) + 1}`
      createSecretFile(dir, `encryption-${keyId}`, newKey())
      read()
      return keyId
    },
  }
}

/**
 * Writes a file that only this user may read, safely on disk before it bears its name, unless one of that name exists.
 * @returns what the file holds then
 */
export function createSecretFile(dir: string, name: string, text: string): string {
  const draft = join(dir, `.${name}-${randomBytes(6).toString('hex')}`)
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
    closeSync(file)
    try {
      linkSync(draft, join(dir, name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  } finally {
    rmSync(draft, { force: true })
  }
  syncFolder(dir)
  return readFileSync(join(dir, name), 'utf8')
}

function syncFolder(dir: string): void {
  // Windows cannot open a folder; its file system keeps names safe by itself.
  if (process.platform === 'win32') return
  const folder = openSync(dir, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

function readKey(dir: string, name: string): KeyObject {
  const path = join(dir, name)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new KeyRingError(
      code === 'ENOENT'
        ? `the key file ${path} is missing: bring it back from a backup, because what it protects cannot be read without it`
        : `the key file ${path} cannot be read (${code})`,
    )
  }
  return decodeKey(text.trim(), `the key in ${path}`)
}

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type EncryptionKeys, encryptionKeysKind } from '../config/keys.ts'

/**
 * The keys that contact details are encrypted with. Each has an id (`k1`, `k2`, …) that stands in every ciphertext; one is
 * active: everything new is sealed with it. The hash key is apart from them and never changes, because equality search compares
 * hashes that were made years apart.
 */
export interface KeyRing {
  readonly activeKeyId: string
  readonly hashKey: KeyObject
  /** The key, or undefined when no such key exists here. May look for keys that another process has added since. */
  find(keyId: string): KeyObject | undefined
  /**
   * Makes a new key and makes it active, in the key file too. Where keys are set from outside it does nothing: they are changed
   * there. One process at a time may call it.
   */
  addKey(): void
}

/** Milliseconds between two looks into the key file for a key that nobody here knows. */
const LOOK_AGAIN_MS = 1000

/**
 * @param keys those of the configuration
 * @param keyFile `DATA_DIR/keys`; counts when the keys come from it
 */
export function createKeyRing(keys: EncryptionKeys, keyFile?: string): KeyRing {
  const byId = new Map<string, KeyObject>()
  let activeKeyId = keys.activeId
  let lookedAt = 0

  function take({ activeId, byId: found }: EncryptionKeys): void {
    for (const [keyId, bytes] of found) if (!byId.has(keyId)) byId.set(keyId, createSecretKey(bytes))
    activeKeyId = activeId
  }

  take(keys)
  const file = keyFile !== undefined && holdsSame(keyFile, keys) ? keyFile : undefined

  return {
    hashKey: createSecretKey(keys.hashKey),
    get activeKeyId() {
      return activeKeyId
    },
    find(keyId) {
      const known = byId.get(keyId)
      if (known || !file || Date.now() - lookedAt < LOOK_AGAIN_MS) return known
      // Another process may have rotated.
      lookedAt = Date.now()
      const found = readKeyFile(file)
      if (found) take(found)
      return byId.get(keyId)
    },
    addKey() {
      if (!file) return
      addToKeyFile(file)
      const found = readKeyFile(file)
      if (found) take(found)
    },
  }
}

/** A ring from a text as in `ENCRYPTION_KEYS`. @throws Error when it is none */
export function parseKeyRing(text: string): KeyRing {
  const keys = encryptionKeysKind.parse(text)
  if (!keys) throw new Error(`${NAME} takes ${encryptionKeysKind.takes}`)
  return createKeyRing(keys)
}

const NAME = 'ENCRYPTION_KEYS'

function readKeyFile(path: string): EncryptionKeys | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  return encryptionKeysKind.parse(parseEnv(text)[NAME] ?? '')
}

function holdsSame(path: string, keys: EncryptionKeys): boolean {
  const found = readKeyFile(path)
  const theirs = found?.byId.get(found.activeId)
  const ours = keys.byId.get(keys.activeId)
  return found?.activeId === keys.activeId && theirs !== undefined && ours?.equals(theirs) === true
}

/** Puts a new key in front. The file is replaced whole: a process killed here leaves the old one or the new one. */
function addToKeyFile(path: string): void {
  const text = readFileSync(path, 'utf8')
  const numbers = [...(readKeyFile(path)?.byId.keys() ?? [])].map(keyId =>
    Number(/^k(\d+)$/.exec(keyId)?.[1] ?? 0),
  )
  const added = `k${Math.max(0, ...numbers) + 1}:${randomBytes(32).toString('base64')}`
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text.replace(new RegExp(`^${NAME}=`, 'm'), `${NAME}=${added},`))
    fsyncSync(file)
    renameSync(draft, path)
  } finally {
    closeSync(file)
    rmSync(draft, { force: true })
  }
}

import { createECDH, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError } from './config-error.ts'
import type { Kind } from './kinds.ts'
import { makeFolder } from './make-folder.ts'
import { cannotWrite, codeOf } from './start-error.ts'

/** What contact details are encrypted and searched with. */
export interface EncryptionKeys {
  /** Id of the key that encrypts from now on. */
  activeId: string
  /** Every key that may still be needed to decrypt, by id. 32 bytes each. */
  byId: ReadonlyMap<string, Buffer>
  /** For the keyed hashes that searches compare. 32 bytes; never changes, since all hashes would have to change with it. */
  hashKey: Buffer
}

const HASH = 'hash'

/** `k2:BASE64,k1:BASE64,hash:BASE64`: the first that is not `hash` encrypts. */
export const encryptionKeysKind: Kind<EncryptionKeys> = {
  takes:
    'id:key pairs with commas between, one of them named hash, each key 32 bytes in base64 (openssl rand -base64 32)',
  parse(value) {
    const pairs = value.split(',').map(pair => {
      const [, id = '', key = ''] = /^\s*([\w-]{1,40}):([\w+/-]{43}=?)\s*$/.exec(pair) ?? []
      return [id, Buffer.from(key, 'base64')] as const
    })
    const byId = new Map(pairs)
    const hashKey = byId.get(HASH)
    byId.delete(HASH)
    const [activeId] = byId.keys()
    const isWhole = byId.size === pairs.length - 1 && pairs.every(([, key]) => key.length === 32)
    return isWhole && hashKey && activeId !== undefined ? { activeId, byId, hashKey } : undefined
  },
}

/** The secrets that the environment need not give, as texts of their variables. */
export type GeneratedSecrets = Record<
  'AUTH_SECRET' | 'ENCRYPTION_KEYS' | 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY',
  string
>

/**
 * Reads `DATA_DIR/keys`, a file of NAME=value lines that only its owner may read; makes it where it is missing.
 * @throws StartError when the folder or the file cannot be read or written
 */
export function readOrMakeKeys(dataDir: string): GeneratedSecrets {
  const path = join(dataDir, 'keys')
  try {
    makeFolder(dataDir)
    return read(path) ?? make(path)
  } catch (error) {
    throw cannotWrite(error, path)
  }
}

function read(path: string): GeneratedSecrets | undefined {
  let lines: NodeJS.Dict<string>
  try {
    lines = parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const { AUTH_SECRET, ENCRYPTION_KEYS, VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = lines
  if (!AUTH_SECRET || !ENCRYPTION_KEYS || !VAPID_PUBLIC_KEY || !VAPID_PRIVATE_KEY) {
    throw new ConfigError(
      `DATA_DIR takes a folder whose file "keys" is whole, but ${path} is not: restore it from a backup.`,
    )
  }
  return { AUTH_SECRET, ENCRYPTION_KEYS, VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY }
}

/** Written whole or not at all: a process killed here, or two at once, leave one complete file. */
function make(path: string): GeneratedSecrets {
  const draft = `${path}.${process.pid}`
  const secrets = generate()
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`)
  const text = `# Secrets of this installation. Back this file up: without it the contact details cannot be read.\n${lines.join('')}`
  writeFileSync(draft, text, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
    return secrets
  } catch (error) {
    const others = codeOf(error) === 'EEXIST' ? read(path) : undefined
    if (others) return others
    throw error
  } finally {
    unlinkSync(draft)
  }
}

function generate(): GeneratedSecrets {
  const key = () => randomBytes(32).toString('base64')
  const vapid = createECDH('prime256v1')
  vapid.generateKeys()
  return {
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `k1:${key()},${HASH}:${key()}`,
    VAPID_PUBLIC_KEY: vapid.getPublicKey('base64url'),
    // Leading zeros belong to it.
    VAPID_PRIVATE_KEY: Buffer.from(vapid.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
  }
}

import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSecretFile, openKeyFiles } from '../crypto/key-files.ts'
import { type KeyRing, KeyRingError, parseKeyRing } from '../crypto/key-ring.ts'

/** The secrets of an installation. */
export interface Keys {
  /** Signs sessions. At least 32 characters. */
  authSecret: string
  encryptionKeys: KeyRing
}

export interface KeysSource {
  authSecret: string | undefined
  encryptionKeys: string | undefined
  databaseUrl: string | undefined
  dataDir: string
}

const AUTH_SECRET_MIN_LENGTH = 32

/**
 * The secrets as set, and those unset from `DATA_DIR/keys`, where the first start makes them (mode 0600). With an outside database
 * the encryption keys must be set: its data outlives the folder of one machine.
 * @throws KeyRingError with one sentence that names the variable
 */
export function readKeys({ authSecret, encryptionKeys, databaseUrl, dataDir }: KeysSource): Keys {
  if (authSecret !== undefined && authSecret.length < AUTH_SECRET_MIN_LENGTH)
    throw new KeyRingError(`AUTH_SECRET takes at least ${AUTH_SECRET_MIN_LENGTH} characters`)
  if (databaseUrl !== undefined && encryptionKeys === undefined)
    throw new KeyRingError(
      'ENCRYPTION_KEYS must be set together with DATABASE_URL: "k1:<key>,hash:<key>", each key 32 random bytes in base64',
    )
  const dir = join(dataDir, 'keys')
  return {
    authSecret: authSecret ?? generatedAuthSecret(dir),
    encryptionKeys: encryptionKeys === undefined ? openKeyFiles(dir) : parseKeyRing(encryptionKeys),
  }
}

function generatedAuthSecret(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return createSecretFile(dir, 'auth-secret', randomBytes(32).toString('base64url'))
}

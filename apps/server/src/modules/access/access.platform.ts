import type { Logger } from 'pino'
import type { Config } from '../../platform/config/config.ts'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Rotation } from '../../platform/crypto/rotation.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'

/** What the access module needs of the platform. */
export interface AccessPlatform {
  config: Pick<
    Config,
    | 'host'
    | 'publicUrl'
    | 'trustProxy'
    | 'authSecret'
    | 'sessionIdleHours'
    | 'sessionMaxHours'
    | 'currency'
    | 'country'
    | 'timeZone'
    | 'oidc'
  >
  db: Database
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  crypto: Pick<Crypto, 'hash' | 'seal' | 'open'>
  mail: {
    send(
      message: { to: string; subject: string; text: string; html: string },
      tx?: Transaction,
    ): Promise<unknown>
  }
  rotation: Pick<Rotation, 'addTarget'>
  realtime: Pick<Realtime, 'endSession' | 'refreshAccess'>
  now(): Date
}

/** Where a request came from, for the audit log. */
export interface Origin {
  ip: string
  requestId: string
}

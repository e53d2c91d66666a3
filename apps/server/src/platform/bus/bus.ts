import type { Logger } from 'pino'
import { createMemoryBus } from './memory-bus.ts'
import { createPostgresBus } from './postgres-bus.ts'
import { createRedisBus } from './redis-bus.ts'

export type BusLog = Pick<Logger, 'info' | 'warn' | 'error'>

/** Where a message came from: this process, or another one. */
export type Origin = 'here' | 'elsewhere'

/**
 * Short messages between the processes of one installation. Best effort: a message sent while the transport is down is lost for
 * the other processes, so a message is only ever a hint, and whoever relies on it also looks by itself now and then (and at
 * every `onGap`). Never put contact details in a message.
 */
export interface Bus {
  /** Delivers to subscribers in this process at once and to those elsewhere soon. `payload` must survive JSON. Never throws. */
  publish(channel: string, payload: unknown): void
  /** @returns a function that ends the subscription */
  subscribe(channel: string, receive: (payload: unknown, origin: Origin) => void): () => void
  /** Calls `f` when messages from elsewhere may have been missed: the connection was lost and is back. */
  onGap(f: () => void): () => void
  /** Resolves when messages from other processes are being received, and those from here reach them. */
  ready(): Promise<void>
  close(): Promise<void>
}

export interface BusOptions {
  /** With it: Redis publish/subscribe. */
  redisUrl?: string | undefined
  /**
   * Of an outside PostgreSQL server: other processes may share it, so LISTEN/NOTIFY on a connection of its own. Without it the
   * database is the embedded one, which belongs to this process alone, and memory is enough.
   */
  databaseUrl?: string | undefined
  log: BusLog
}

/** The bus that fits the configuration. */
export function createBus({ redisUrl, databaseUrl, log }: BusOptions): Bus {
  if (redisUrl) return createRedisBus(redisUrl, log)
  if (databaseUrl) return createPostgresBus(databaseUrl, log)
  return createMemoryBus(log)
}

import type { Config } from '../../platform/config/config.ts'

/** How long a session lives, in seconds. */
export interface SessionLimits {
  /** From its last use; never longer than `max`. Each use starts it anew. */
  idle: number
  /** From signing in, however much it is used. */
  max: number
}

export function sessionLimits(config: Pick<Config, 'sessionIdleHours' | 'sessionMaxHours'>): SessionLimits {
  const max = config.sessionMaxHours * 3600
  return { idle: Math.min(config.sessionIdleHours * 3600, max), max }
}

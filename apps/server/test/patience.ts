import { vi } from 'vitest'

/** A machine that does much else at the same time takes seconds for what usually takes milliseconds: wait for it, not for luck. */
const PATIENCE_MS = 10_000

const { waitFor } = vi
vi.waitFor = (callback, options = {}) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options })

import { vi } from 'vitest'

/** A machine that does much else at the same time takes seconds for what usually takes milliseconds: wait for it, not for luck. */
const PATIENCE_MS = 60_000

const { waitFor } = vi
/** Whoever has less patience gets this much: a wait ends as soon as what is waited for is there. */
const patient: typeof vi.waitFor = (callback, options = {}) => {
  const { timeout = 0, ...rest } = typeof options === 'number' ? { timeout: options } : options
  return waitFor(callback, { ...rest, timeout: Math.max(timeout, PATIENCE_MS) })
}
// The files of a worker share `vi`, and each of them comes through here.
if (waitFor.name !== patient.name) vi.waitFor = patient

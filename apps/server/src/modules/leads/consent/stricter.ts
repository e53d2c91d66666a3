import type { Lead } from '../leads.schemas.ts'

type Consent = Lead['consent']

/** Of each channel what either says; an objection goes before an agreement. */
export function stricter(one: Consent, other: Consent): Consent {
  const both = { ...other, ...one }
  for (const channel of Object.keys(both) as (keyof Consent)[]) {
    if (one[channel] === false || other[channel] === false) both[channel] = false
  }
  return both
}

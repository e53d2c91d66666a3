import type { Lead } from './lead.ts'

/** Fields of which others changed the value between two readings of a lead. */
export function changedFields(before: Lead, after: Lead): string[] {
  return Object.entries(after).flatMap(([field, value]) =>
    JSON.stringify(value) === JSON.stringify(before[field as keyof Lead]) ? [] : field,
  )
}

import { readBudget, writeBudget } from './budget.ts'
import type { Reading } from './field-readers.ts'
import type { CustomField, CustomValue } from './setup.ts'

/** What was typed into a field without a list of options, as the API takes it. */
export function readCustom(field: CustomField, text: string): Reading<CustomValue | null> {
  const typed = text.trim()
  if (typed === '')
    return field.is_required ? { error: `${field.label} must be filled in.` } : { value: null }
  if (field.kind === 'money') return readBudget(typed)
  if (field.kind === 'number') {
    const number = Number(typed.replaceAll(',', ''))
    return Number.isFinite(number) ? { value: number } : { error: 'A number, such as 3 or 2.5.' }
  }
  return typed.length > 500 ? { error: 'At most 500 letters.' } : { value: typed }
}

/** A value as it stands in such a field while it is edited. */
export function writeCustom(field: CustomField, value: unknown): string {
  if (value === undefined || value === null) return ''
  return field.kind === 'money' && typeof value === 'number' ? writeBudget(value) : String(value)
}

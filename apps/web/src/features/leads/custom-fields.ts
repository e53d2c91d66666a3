import { formatMoneyInFull } from '../../lib/format-money.ts'
import { formatDay } from '../../lib/format-time.ts'
import type { CustomField } from './setup.ts'

const CUSTOM = 'custom.'

/** The key of `custom.key`; nothing for a field of every lead. */
export const keyIn = (name: string): string | undefined =>
  name.startsWith(CUSTOM) ? name.slice(CUSTOM.length).split('.')[0] : undefined

/** The fields of a patch, those of `custom` each by itself under `custom.key`. */
export function flatten(patch: object): Record<string, unknown> {
  const { custom, ...plain } = patch as { custom?: Record<string, unknown> }
  const own = Object.entries(custom ?? {}).map(([key, value]) => [`${CUSTOM}${key}`, value])
  return { ...plain, ...Object.fromEntries(own) }
}

/** The other way round. */
export function unflatten(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  const custom: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    const key = keyIn(name)
    if (key === undefined) patch[name] = value
    else custom[key] = value
  }
  return Object.keys(custom).length > 0 ? { ...patch, custom } : patch
}

/** Fields that leads of a pipeline show. */
export const shownIn = (fields: readonly CustomField[], pipelineId: number): CustomField[] =>
  fields.filter(
    field => !field.is_archived && (field.pipeline_ids === null || field.pipeline_ids.includes(pipelineId)),
  )

/** A value in words: options by their labels. Empty for none. */
export function sayCustom(field: CustomField, value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  switch (field.kind) {
    case 'yes_no':
      return value === true ? 'Yes' : 'No'
    case 'money':
      return typeof value === 'number' ? formatMoneyInFull(value) : String(value)
    case 'number':
      return typeof value === 'number' ? value.toLocaleString('en-IN') : String(value)
    case 'date':
      return formatDay(String(value))
    case 'choice':
    case 'multi_choice':
      return [value]
        .flat()
        .map(one => field.options.find(option => option.value === one)?.label ?? String(one))
        .join(', ')
    default:
      return String(value)
  }
}

/** Kinds of a custom field. What a lead holds: text for `text`, a number for `number` and `money`, a day for `date`, the value of an
 *  option for `choice`, several of them for `multi_choice`, true or false for `yes_no`. */
export const FIELD_KINDS = ['text', 'number', 'money', 'date', 'choice', 'multi_choice', 'yes_no'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** The theme's categorical palette, of options and tags. */
export const COLORS = ['teal', 'orange', 'indigo', 'sky', 'plum', 'grey'] as const
export type Color = (typeof COLORS)[number]

/** Most fields that are not archived. */
export const MAX_FIELDS = 100
/** Most of them that lists are filtered and sorted by: each costs an index entry for every lead with a value. */
export const MAX_INDEXED = 20
/** Most options of a choice. */
export const MAX_OPTIONS = 100

/** What a lead may hold of one field. */
export type CustomValue = string | number | boolean | string[]
export type Custom = Record<string, CustomValue>

export interface FieldOption {
  /** What leads hold; never changes. */
  value: string
  label: string
  color: Color
  /** Still shown on leads that have it, no longer offered. */
  archived: boolean
}

/** A custom field as the firm defined it. */
export interface LeadField {
  id: number
  /** Its name in `custom`, in filters and in files; never changes. */
  key: string
  label: string
  kind: FieldKind
  hint: string | null
  is_required: boolean
  /** Lists are filtered and sorted by it, as soon as `index_state` is `ready`. */
  is_indexed: boolean
  index_state: 'none' | 'building' | 'ready' | 'failed'
  options: FieldOption[]
  /** Pipelines whose leads show it; all when null. */
  pipeline_ids: number[] | null
  position: number
  is_archived: boolean
}

export const hasOptions = (kind: FieldKind): boolean => kind === 'choice' || kind === 'multi_choice'

/** Whether leads of the pipeline show the field. */
export const showsIn = (field: LeadField, pipelineId: number): boolean =>
  !field.is_archived && (field.pipeline_ids?.includes(pipelineId) ?? true)

/** A stable name made of a label: `Site access` becomes `site_access`; `fallback` where no letter is left of it. */
export function keyOf(label: string, taken: ReadonlySet<string>, fallback = 'field'): string {
  const words = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 36)
    .replace(/_+$/, '')
  const base = words || fallback
  if (!taken.has(base)) return base
  for (let n = 2; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`
}

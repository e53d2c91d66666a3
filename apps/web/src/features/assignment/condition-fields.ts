import type { Choices, Conditions, CustomField } from './api.ts'

interface Option {
  value: string
  label: string
}

/** Something that a rule may ask of a lead. */
export type ConditionField = { id: string; label: string } & (
  | { kind: 'words'; options: readonly Option[]; isFree: boolean; isNumber?: boolean }
  | { kind: 'range'; min: string; max: string; input: 'number' | 'money' | 'date'; isOwn?: boolean }
)

const PROJECT_TYPES = [
  { value: 'residential', label: 'Residential' },
  { value: 'commercial', label: 'Commercial' },
  { value: 'high_budget', label: 'High budget' },
]
const words = (values: readonly string[]): Option[] => values.map(value => ({ value, label: value }))

/** Everything that a rule may ask, the firm's own fields last. */
export function conditionFields({ sources, cities, tags, campaigns, fields }: Choices): ConditionField[] {
  return [
    { kind: 'words', id: 'location', label: 'City', options: words(cities), isFree: true },
    { kind: 'words', id: 'project_type', label: 'Project type', options: PROJECT_TYPES, isFree: false },
    { kind: 'words', id: 'source', label: 'Source', options: words(sources), isFree: true },
    { kind: 'words', id: 'language', label: 'Language', options: [], isFree: true },
    { kind: 'range', id: 'budget', label: 'Budget', min: 'budget_min', max: 'budget_max', input: 'money' },
    { kind: 'range', id: 'score', label: 'Score', min: 'score_min', max: 'score_max', input: 'number' },
    {
      kind: 'words',
      id: 'campaign_id',
      label: 'Campaign',
      options: campaigns.map(({ id, name }) => ({ value: String(id), label: name })),
      isFree: false,
      isNumber: true,
    },
    { kind: 'words', id: 'tag', label: 'Any of the tags', options: words(tags), isFree: true },
    { kind: 'words', id: 'tag_all', label: 'All of the tags', options: words(tags), isFree: true },
    {
      kind: 'range',
      id: 'possession',
      label: 'Possession',
      min: 'possession_from',
      max: 'possession_to',
      input: 'date',
    },
    ...fields.filter(field => !field.is_archived && field.index_state === 'ready').map(ownField),
  ]
}

function ownField({ key, label, kind, options }: CustomField): ConditionField {
  const id = `custom.${key}`
  if (kind === 'number' || kind === 'money' || kind === 'date')
    return {
      kind: 'range',
      id,
      label,
      min: `${id}.min`,
      max: `${id}.max`,
      input: kind,
      isOwn: true,
    }
  if (kind === 'yes_no')
    return {
      kind: 'words',
      id,
      label,
      options: [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ],
      isFree: false,
    }
  const known = options.map(option => ({ value: option.value, label: option.label }))
  return { kind: 'words', id, label, options: known, isFree: kind === 'text' }
}

const namesOf = (field: ConditionField): string[] =>
  field.kind === 'words' ? [field.id] : [field.min, field.max]

/** Whether a rule asks something of this field. */
export const isAsked = (conditions: Conditions, field: ConditionField): boolean =>
  namesOf(field).some(name => conditions[name] !== undefined)

/** What a rule asks of a field of words. */
export function wordsOf(conditions: Conditions, field: ConditionField): string[] {
  const value = conditions[field.id]
  return Array.isArray(value) ? value.map(String) : []
}

/** What stands at an end of a range, as text. */
export function endOf(conditions: Conditions, name: string): string {
  const value = conditions[name]
  return value === undefined ? '' : String(Array.isArray(value) ? value[0] : value)
}

/** The conditions without those that are not asked. */
function without(conditions: Conditions, names: readonly string[]): Conditions {
  return Object.fromEntries(Object.entries(conditions).filter(([name]) => !names.includes(name)))
}

export const withoutField = (conditions: Conditions, field: ConditionField): Conditions =>
  without(conditions, namesOf(field))

/** The conditions with these words; none takes the condition away. */
export function withWords(
  conditions: Conditions,
  field: ConditionField,
  values: readonly string[],
): Conditions {
  const rest = withoutField(conditions, field)
  if (values.length === 0) return rest
  const isNumber = field.kind === 'words' && field.isNumber
  return { ...rest, [field.id]: isNumber ? values.map(Number) : values }
}

/** The conditions with this end of a range; empty takes it away. */
export function withEnd(
  conditions: Conditions,
  field: Extract<ConditionField, { kind: 'range' }>,
  name: string,
  text: string,
): Conditions {
  const rest = without(conditions, [name])
  if (text === '') return rest
  if (field.isOwn) return { ...rest, [name]: [text] }
  return { ...rest, [name]: field.input === 'date' ? text : Number(text) }
}

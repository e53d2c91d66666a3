import { formatMoney } from '../../lib/format-money.ts'
import { formatDay } from '../../lib/format-time.ts'
import { sayCustom } from './custom-fields.ts'
import { DEED_FILTERS, deedWords } from './deed-words.ts'
import type { LeadFilters } from './lead-search.ts'
import type { CustomField } from './setup.ts'

/** Filters with several values to tick or type. */
export type ChoiceName =
  | 'status'
  | 'stage_id'
  | 'source'
  | 'assigned_to'
  | 'project_type'
  | 'location'
  | 'tag'
  | 'tag_all'
  | 'campaign_id'
  | 'team_id'
  | 'pipeline_id'
  | 'lost_reason'
  | 'competitor'
  | 'consent'
  | 'without'
/** Filters with a lower and an upper end. */
export type RangeName = 'budget' | 'score' | 'created' | 'possession'
export type FlagName = 'duplicates' | 'deleted'
/** Filters that a figure of a report opens the list with; they are taken away, not chosen. */
export type GivenName =
  | 'arrival'
  | 'answered'
  | 'answered_in_time'
  | 'passage'
  | 'stale'
  | 'deed'
  | 'in_reports'
export type CustomName = `custom.${string}`
export type FilterName = ChoiceName | RangeName | FlagName | GivenName | CustomName

export type FilterField = { label: string } & (
  | { kind: 'choice'; name: ChoiceName }
  | {
      kind: 'amounts'
      name: 'budget' | 'score'
      ends: readonly ['budget_min', 'budget_max'] | readonly ['score_min', 'score_max']
    }
  | {
      kind: 'days'
      name: 'created' | 'possession'
      ends: readonly ['created_from', 'created_to'] | readonly ['possession_from', 'possession_to']
    }
  | { kind: 'flag'; name: FlagName }
  | { kind: 'given'; name: GivenName }
  | { kind: 'custom'; name: CustomName; field: CustomField }
)

/** Every filter of the list, in the order the menu shows them. */
export const FILTER_FIELDS: readonly FilterField[] = [
  { name: 'status', label: 'Status', kind: 'choice' },
  { name: 'stage_id', label: 'Stage', kind: 'choice' },
  { name: 'assigned_to', label: 'Owner', kind: 'choice' },
  { name: 'source', label: 'Source', kind: 'choice' },
  { name: 'location', label: 'City', kind: 'choice' },
  { name: 'project_type', label: 'Project type', kind: 'choice' },
  { name: 'tag', label: 'Tag', kind: 'choice' },
  { name: 'tag_all', label: 'Tags', kind: 'choice' },
  { name: 'campaign_id', label: 'Campaign', kind: 'choice' },
  { name: 'budget', label: 'Budget', kind: 'amounts', ends: ['budget_min', 'budget_max'] },
  { name: 'score', label: 'Score', kind: 'amounts', ends: ['score_min', 'score_max'] },
  { name: 'created', label: 'Added', kind: 'days', ends: ['created_from', 'created_to'] },
  { name: 'possession', label: 'Possession', kind: 'days', ends: ['possession_from', 'possession_to'] },
  { name: 'team_id', label: 'Team', kind: 'choice' },
  { name: 'pipeline_id', label: 'Pipeline', kind: 'choice' },
  { name: 'consent', label: 'Consent', kind: 'choice' },
  { name: 'lost_reason', label: 'Lost because of', kind: 'choice' },
  { name: 'competitor', label: 'Lost to', kind: 'choice' },
  { name: 'without', label: 'Empty', kind: 'choice' },
  { name: 'arrival', label: 'Came', kind: 'given' },
  { name: 'answered', label: 'First response', kind: 'given' },
  { name: 'answered_in_time', label: 'First response', kind: 'given' },
  { name: 'passage', label: 'Stage', kind: 'given' },
  { name: 'stale', label: 'Going cold', kind: 'given' },
  { name: 'deed', label: 'Work', kind: 'given' },
  { name: 'in_reports', label: 'Leads', kind: 'given' },
  { name: 'duplicates', label: 'Duplicates', kind: 'flag' },
  { name: 'deleted', label: 'Deleted', kind: 'flag' },
]

/** The filters on the firm's own fields, those that are ready. */
export const customFilters = (fields: readonly CustomField[]): FilterField[] =>
  fields
    .filter(field => !field.is_archived && field.index_state === 'ready')
    .map(field => ({ kind: 'custom', name: `custom.${field.key}`, label: field.label, field }))

/** What a chip says: the word between field and value, and the value. */
export interface ChipWords {
  operator: string
  value: string
}

/** The words of a filter that is set, or nothing when it is not. `nameOf` turns an id into a name. */
export function chipWords(
  field: FilterField,
  filters: LeadFilters,
  nameOf: (name: ChoiceName, value: string) => string,
): ChipWords | null {
  if (field.kind === 'flag') {
    if (!filters[field.name]) return null
    return field.name === 'duplicates'
      ? { operator: 'are', value: 'sharing a phone or e-mail' }
      : { operator: 'within', value: 'the last 30 days' }
  }
  if (field.kind === 'given') return givenWords(field.name, filters, nameOf)
  if (field.kind === 'custom') return customWords(field.field, filters)
  if (field.kind === 'choice') {
    const values = filters[field.name]
    if (!values) return null
    const names = values.map(value => nameOf(field.name, String(value)))
    const value =
      names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')
    if (field.name === 'tag_all') return { operator: names.length > 1 ? 'include all of' : 'include', value }
    return { operator: names.length > 1 ? 'is any of' : 'is', value }
  }
  const [from, to] = [filters[field.ends[0]], filters[field.ends[1]]]
  const write = (end: string | number) =>
    field.kind === 'days'
      ? formatDay(String(end))
      : field.name === 'budget'
        ? formatMoney(Number(end))
        : String(end)
  if (from !== undefined && to !== undefined) {
    return from === to
      ? { operator: 'is', value: write(from) }
      : { operator: 'is', value: `${write(from)} to ${write(to)}` }
  }
  if (from !== undefined) return { operator: field.kind === 'days' ? 'from' : 'at least', value: write(from) }
  if (to !== undefined) return { operator: field.kind === 'days' ? 'until' : 'at most', value: write(to) }
  return null
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const PASSAGES: Record<string, string> = {
  entered: 'was',
  here: 'is',
  went_on: 'left for a later one was',
  went_back: 'left for an earlier one was',
  fell_out: 'lost from was',
}

function givenWords(
  name: GivenName,
  filters: LeadFilters,
  nameOf: (name: ChoiceName, value: string) => string,
): ChipWords | null {
  if (name === 'in_reports')
    return filters.in_reports ? { operator: 'are', value: 'those in your reports' } : null
  if (name === 'answered') {
    if (filters.answered === undefined) return null
    return { operator: 'is', value: filters.answered ? 'given' : 'missing' }
  }
  if (name === 'answered_in_time') {
    if (filters.answered_in_time === undefined) return null
    return { operator: 'is', value: filters.answered_in_time ? 'in time' : 'late or missing' }
  }
  if (name === 'stale') {
    if (filters.stale === undefined) return null
    return { operator: filters.stale ? 'are' : 'are not', value: 'too long in their stage' }
  }
  if (name === 'deed') return deedWords(filters, nameOf)
  const [first, second] = filters[name]?.split('-') ?? []
  if (!first || !second) return null
  return name === 'arrival'
    ? { operator: 'on', value: `${WEEKDAYS[Number(first) - 1]}s from ${second}:00` }
    : { operator: PASSAGES[first] ?? 'was', value: nameOf('stage_id', second) }
}

function customWords(field: CustomField, filters: LeadFilters): ChipWords | null {
  const values = filters[`custom.${field.key}`]
  const [from] = filters[`custom.${field.key}.min`] ?? []
  const [to] = filters[`custom.${field.key}.max`] ?? []
  const write = (text: string) =>
    sayCustom(field, field.kind === 'yes_no' ? text === 'true' : isAmount(field) ? Number(text) : text)
  if (values) {
    const value = values.map(write).join(', ')
    return { operator: values.length > 1 ? 'is any of' : 'is', value }
  }
  if (from !== undefined && to !== undefined)
    return { operator: 'is', value: `${write(from)} to ${write(to)}` }
  const isDay = field.kind === 'date'
  if (from !== undefined) return { operator: isDay ? 'from' : 'at least', value: write(from) }
  return to === undefined ? null : { operator: isDay ? 'until' : 'at most', value: write(to) }
}

const isAmount = ({ kind }: CustomField): boolean => kind === 'number' || kind === 'money'

/** The filters without this field. */
export function withoutField(filters: LeadFilters, field: FilterField): LeadFilters {
  const rest: LeadFilters = { ...filters }
  if (field.kind === 'custom') for (const end of ['', '.min', '.max']) delete rest[`${field.name}${end}`]
  else if (field.name === 'deed') for (const name of DEED_FILTERS) delete rest[name]
  else if (field.kind === 'choice' || field.kind === 'flag' || field.kind === 'given') delete rest[field.name]
  else for (const end of field.ends) delete rest[end]
  return rest
}

import { formatArea } from '../../lib/format-area.ts'
import { formatMoneyInFull } from '../../lib/format-money.ts'
import { formatPhone } from '../../lib/format-phone.ts'
import { formatDay } from '../../lib/format-time.ts'
import { ProblemError } from '../../lib/problem.ts'
import { sayCustom, unflatten } from './custom-fields.ts'
import { CHANNEL_WORDS, type Channel, type LeadPatch, PROJECT_TYPE_WORDS, type ProjectType } from './lead.ts'
import type { CustomField } from './setup.ts'

/** Two people changed the same fields to different values. */
export interface EditConflict {
  /** The lead's version now, on which a second try stands. */
  version: number
  yours: LeadPatch
  theirs: LeadPatch
  /** Who was faster, where that is known. */
  by: string | null
}

/** The conflict that an answer tells of, or nothing when it tells of something else. `sent` is what was asked for. */
export function conflictOf(error: unknown, sent: LeadPatch): EditConflict | null {
  if (!(error instanceof ProblemError) || error.type !== 'edit-conflict') return null
  const { version, current, changed_by: by } = error.problem
  if (typeof version !== 'number' || typeof current !== 'object' || current === null) return null
  return { version, yours: sent, theirs: current as LeadPatch, by: nameIn(by) }
}

function nameIn(person: unknown): string | null {
  if (typeof person !== 'object' || person === null || !('name' in person)) return null
  return typeof person.name === 'string' ? person.name : null
}

/** What a field of a lead is called. */
export const FIELD_WORDS: Record<keyof LeadPatch, string> = {
  name: 'Name',
  email: 'E-mail',
  phone: 'Phone',
  phones: 'Further phones',
  address: 'Address',
  location: 'City',
  language: 'Speaks',
  project_type: 'Project type',
  property_type: 'Property',
  configuration: 'Configuration',
  carpet_area_sqft: 'Carpet area',
  budget: 'Budget',
  style: 'Style',
  possession_date: 'Possession',
  source: 'Source',
  campaign_id: 'Campaign',
  referred_by: 'Referred by',
  assigned_to: 'Owner',
  status: 'Status',
  stage_id: 'Stage',
  lost_reason: 'Reason',
  competitor: 'Went to',
  lost_note: 'Note on the loss',
  tags: 'Tags',
  consent: 'Consent',
  custom: 'More',
}

/** What is shown of a lead once their values stand; the firm's own fields among those it has. */
export function withTheirs<T extends { custom: object }>(lead: T, { theirs }: EditConflict): T {
  const { custom, ...plain } = unflatten({ ...theirs })
  const own = Object.entries({ ...lead.custom, ...(custom as object) }).filter(([, value]) => value !== null)
  return { ...lead, ...plain, custom: Object.fromEntries(own) }
}

/** A field that two people changed, with what each wants. */
export interface ConflictField {
  /** `budget`, or `custom.floor` of the firm's own fields. */
  field: string
  theirs: unknown
  yours: unknown
  /** Theirs and yours together, where a field holds several values. */
  both: unknown[] | null
}

const CUSTOM = 'custom.'

/** The fields of a conflict, each by itself. */
export function conflictFields({ yours, theirs }: EditConflict): ConflictField[] {
  return Object.entries(theirs).map(([field, value]) => {
    const wanted = valueIn(yours, field)
    return { field, theirs: value, yours: wanted, both: together(value, wanted) }
  })
}

/** A patch with these values, those of the firm's own fields where they belong. */
export function patchOf(values: ReadonlyMap<string, unknown>): LeadPatch {
  const own = [...values].filter(([field]) => field.startsWith(CUSTOM))
  const plain = [...values].filter(([field]) => !field.startsWith(CUSTOM))
  const custom = own.map(([field, value]) => [field.slice(CUSTOM.length), value] as const)
  return {
    ...(Object.fromEntries(plain) as LeadPatch),
    ...(custom.length > 0 && { custom: Object.fromEntries(custom) as NonNullable<LeadPatch['custom']> }),
  }
}

/** What a field is called; nothing for what is none, or not one any more. */
export const fieldWord = (field: string, names: Names): string | undefined =>
  names.field?.(field)?.label ?? FIELD_WORDS[field as keyof LeadPatch]

/** What a field is called: `Budget`; of the firm's own ones at least a readable name. */
export function fieldWords(field: string, names: Names = {}): string {
  const own = names.field?.(field)
  if (own) return own.label
  const known = Object.entries(FIELD_WORDS).find(([name]) => name === field)?.[1]
  if (known) return known
  const words = field.replace(CUSTOM, '').replaceAll(/[_-]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function valueIn(patch: object, field: string): unknown {
  const [first = '', ...rest] = field.split('.')
  const value = Object.entries(patch).find(([name]) => name === first)?.[1]
  if (rest.length === 0 || typeof value !== 'object' || value === null) return value
  return valueIn(value, rest.join('.'))
}

function together(theirs: unknown, yours: unknown): unknown[] | null {
  if (!Array.isArray(theirs) || !Array.isArray(yours)) return null
  const both = [...new Set([...theirs, ...yours])]
  return both.length > theirs.length && both.length > yours.length ? both : null
}

/** Names for ids; what is not known is left out. */
export interface Names {
  person?: (id: number) => string | undefined
  stage?: (id: number) => string | undefined
  campaign?: (id: number) => string | undefined
  /** A field of the firm's own, under `custom.key`. */
  field?: (name: string) => CustomField | undefined
}

/** A value as it reads in a sentence: "₹22,50,000", "Residential", "nothing". */
export function sayValue(field: string, value: unknown, names: Names = {}): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  const own = names.field?.(field)
  if (own) return sayCustom(own, value) || 'nothing'
  if (Array.isArray(value))
    return value.length === 0
      ? 'nothing'
      : value.map(item => sayValue(field === 'phones' ? 'phone' : '', item)).join(', ')
  if (typeof value === 'number') return sayNumber(field, value, names)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (field === 'phone') return formatPhone(String(value))
  if (field === 'possession_date') return formatDay(String(value))
  if (field === 'project_type') return PROJECT_TYPE_WORDS[value as ProjectType] ?? String(value)
  if (field === 'consent' && typeof value === 'object') return sayConsent(value)
  return String(value)
}

function sayNumber(field: string, value: number, names: Names): string {
  if (field === 'budget') return formatMoneyInFull(value)
  if (field === 'carpet_area_sqft') return formatArea(value)
  if (field === 'assigned_to') return names.person?.(value) ?? 'someone'
  if (field === 'stage_id') return names.stage?.(value) ?? 'another stage'
  if (field === 'campaign_id') return names.campaign?.(value) ?? 'another campaign'
  return String(value)
}

function sayConsent(consent: object): string {
  const said = Object.entries(consent).map(
    ([channel, agreed]) => `${agreed ? '' : 'no '}${CHANNEL_WORDS[channel as Channel] ?? channel}`,
  )
  return said.length > 0 ? said.join(', ') : 'nothing'
}

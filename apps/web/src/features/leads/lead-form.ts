import { readBudget } from './budget.ts'
import {
  type FieldReader,
  type Reading,
  readArea,
  readEmail,
  readName,
  readPhoneIn,
  readText,
} from './field-readers.ts'
import type { LeadPatch } from './lead.ts'

/** What stands in the fields of the form, as typed. */
export interface LeadFormValues {
  name: string
  phone: string
  email: string
  location: string
  address: string
  language: string
  project_type: string
  configuration: string
  property_type: string
  carpet_area_sqft: string
  budget: string
  style: string
  possession_date: string
  source: string
  campaign_id: string
  referred_by: string
  assigned_to: string
  tags: string[]
  /** The firm's own fields, as typed or chosen, by key. */
  custom: Record<string, string | string[]>
}

export type LeadFormField = keyof LeadFormValues

export const EMPTY_FORM: LeadFormValues = {
  name: '',
  phone: '',
  email: '',
  location: '',
  address: '',
  language: '',
  project_type: '',
  configuration: '',
  property_type: '',
  carpet_area_sqft: '',
  budget: '',
  style: '',
  possession_date: '',
  source: '',
  campaign_id: '',
  referred_by: '',
  assigned_to: '',
  tags: [],
  custom: {},
}

const id: FieldReader<number | null> = text => ({ value: text === '' ? null : Number(text) })

const readers = (
  country: string,
): Record<Exclude<LeadFormField, 'tags' | 'custom'>, FieldReader<unknown>> => ({
  name: readName,
  phone: readPhoneIn(country),
  email: readEmail,
  location: readText(100),
  address: readText(500),
  language: readText(50),
  project_type: readText(50),
  configuration: readText(50),
  property_type: readText(50),
  carpet_area_sqft: readArea,
  budget: readBudget,
  style: readText(100),
  possession_date: readText(10),
  source: readText(50),
  campaign_id: id,
  referred_by: readText(150),
  assigned_to: id,
})

/** What is wrong with one field as it stands, or nothing. */
export function errorOf(field: LeadFormField, values: LeadFormValues, country: string): string | undefined {
  if (field === 'tags' || field === 'custom') return undefined
  const reading = readers(country)[field](values[field])
  return 'error' in reading ? reading.error : undefined
}

/** The lead the form asks for, empty fields left out; or what is wrong, field by field. */
export function readForm(
  values: LeadFormValues,
  country: string,
): { lead: LeadPatch & { name: string } } | { errors: Partial<Record<LeadFormField, string>> } {
  const errors: Partial<Record<LeadFormField, string>> = {}
  const lead: Record<string, unknown> = {}
  for (const [field, read] of Object.entries(readers(country)) as [
    Exclude<LeadFormField, 'tags' | 'custom'>,
    (text: string) => Reading<unknown>,
  ][]) {
    const reading = read(values[field])
    if ('error' in reading) errors[field] = reading.error
    else if (reading.value !== null) lead[field] = reading.value
  }
  if (Object.keys(errors).length > 0) return { errors }
  if (values.tags.length > 0) lead.tags = values.tags
  return { lead: lead as LeadPatch & { name: string } }
}

/** What a further enquiry may say otherwise than the one before. */
const PROJECT_FIELDS = [
  'budget',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'style',
  'possession_date',
] as const

/** What is typed of the project and can be read. */
export function readProject(values: LeadFormValues, country: string): LeadPatch {
  const read = readers(country)
  const said: Record<string, unknown> = {}
  for (const field of PROJECT_FIELDS) {
    const reading = read[field](values[field])
    if (!('error' in reading) && reading.value !== null) said[field] = reading.value
  }
  return said as LeadPatch
}

/** Whether anything was typed over the form as it opens, that would be a pity to lose. */
export function isTyped(values: LeadFormValues, opened: LeadFormValues): boolean {
  return Object.entries(values).some(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(opened[field as LeadFormField]),
  )
}

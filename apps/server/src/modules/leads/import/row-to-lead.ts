import type { FieldError } from '../../../platform/errors.ts'
import type { Contact } from '../contact.ts'
import type { LeadCreate, LeadStatus, ProjectType } from '../leads.schemas.ts'
import { PROJECT_TYPES } from '../leads.schemas.ts'
import { normaliseEmail } from '../normalise-email.ts'
import { normalisePhone } from '../normalise-phone.ts'
import type { ImportField } from './guess-columns.ts'
import type { ImportMapping } from './imports.schemas.ts'
import { parseAmount } from './parse-amount.ts'
import { parseDay, parseInstant } from './parse-date.ts'

/** A row of a file as a lead; `columns` are those that are stored as they are. */
export interface ImportedLead {
  columns: Pick<
    LeadCreate,
    | 'location'
    | 'language'
    | 'project_type'
    | 'property_type'
    | 'configuration'
    | 'carpet_area_sqft'
    | 'budget'
    | 'style'
    | 'possession_date'
    | 'source'
    | 'campaign_id'
    | 'referred_by'
    | 'tags'
    | 'custom'
  > & { name: string }
  contact: Contact
  externalId: string | null
  /** A status, or the id of a stage. */
  place: LeadStatus | number
  lostReason: string | null
  ownerId: number | null
  createdAt: Date | null
}

export interface RowReading {
  lead: ImportedLead
  /** With any of these the row is refused. */
  problems: FieldError[]
}

/** Longest texts of the columns, as the API takes them. */
const LENGTHS: Partial<Record<ImportField, number>> = {
  location: 100,
  language: 50,
  property_type: 50,
  configuration: 50,
  style: 100,
  source: 50,
  referred_by: 150,
  address: 500,
  external_id: 200,
  lost_reason: 200,
}

const MISSING = new Set(['', '-', '—', 'n/a', 'na', 'null', 'none', 'select'])

/** Makes readers of the rows of one file. */
export function rowReader(
  header: readonly string[],
  mapping: ImportMapping,
  timeZone: string,
): (cells: readonly string[]) => RowReading {
  const targets = header.map(column => mapping.columns[column] ?? null)
  return cells => {
    const problems: FieldError[] = []
    const texts = new Map<string, string>()
    for (const [i, target] of targets.entries()) {
      const text = (cells[i] ?? '').replaceAll('\0', '').trim()
      if (target && !MISSING.has(text.toLowerCase()) && !texts.has(target)) texts.set(target, text)
    }
    return { lead: readLead(texts, mapping, timeZone, problems), problems }
  }
}

function readLead(
  texts: ReadonlyMap<string, string>,
  mapping: ImportMapping,
  timeZone: string,
  problems: FieldError[],
): ImportedLead {
  const refuse = (path: string, message: string) => {
    problems.push({ path, message })
    return null
  }
  const text = (field: ImportField): string | null => {
    const value = texts.get(field)
    const most = LENGTHS[field]
    if (value === undefined) return null
    return most !== undefined && value.length > most
      ? refuse(field, `is longer than ${most} characters`)
      : value
  }
  const read = <T>(field: ImportField, parse: (value: string) => T | null, message: string): T | null => {
    const value = texts.get(field)
    return value === undefined ? null : (parse(value) ?? refuse(field, message))
  }
  const order = mapping.date_order ?? 'dmy'
  const phone = (field: ImportField) =>
    read(field, value => normalisePhone(value, mapping.country), 'is not a phone number')
  const name = nameOf(texts)
  if (name === '') refuse('name', 'is empty')
  if (name.length > 100) refuse('name', 'is longer than 100 characters')
  const mainPhone = phone('phone')
  const further = phone('further_phone')
  const status = texts.get('status')
  const owner = texts.get('owner')
  const place = (status !== undefined && mapping.status_values?.[status]) || 'new'
  return {
    columns: {
      name: name.slice(0, 100),
      location: text('location'),
      language: text('language'),
      project_type: read('project_type', projectTypeOf, 'is not residential, commercial or high budget'),
      property_type: text('property_type'),
      configuration: text('configuration'),
      carpet_area_sqft: read('carpet_area_sqft', areaOf, 'is not an area in square feet'),
      budget: read('budget', amountOf, 'is not an amount'),
      style: text('style'),
      possession_date: read('possession_date', value => parseDay(value, order), 'is not a date'),
      source: text('source') ?? mapping.constants?.source ?? null,
      campaign_id: mapping.constants?.campaign_id ?? null,
      referred_by: text('referred_by'),
      tags: [...new Set([...tagsOf(texts.get('tags')), ...(mapping.constants?.tags ?? [])])],
      custom: customOf(texts),
    },
    contact: {
      email: read('email', emailOf, 'is not an e-mail address'),
      phone: mainPhone ?? further,
      phones: mainPhone && further && further !== mainPhone ? [further] : [],
      address: text('address'),
    },
    externalId: text('external_id'),
    place,
    lostReason: text('lost_reason') ?? status ?? null,
    ownerId:
      (owner === undefined ? undefined : mapping.owner_values?.[owner]) ??
      mapping.constants?.assigned_to ??
      null,
    createdAt: read(
      'created_at',
      value => notInFuture(parseInstant(value, order, timeZone)),
      'is not a past date',
    ),
  }
}

const nameOf = (texts: ReadonlyMap<string, string>): string =>
  texts.get('name') ?? [texts.get('first_name'), texts.get('last_name')].filter(Boolean).join(' ')

const amountOf = (value: string): number | null => {
  const amount = parseAmount(value)
  return amount !== null && amount < 1e12 ? amount : null
}

const areaOf = (value: string): number | null => {
  const area = parseAmount(value.replace(/\s*(sq\.?\s*(ft|feet)\.?|sqft)$/i, ''))
  return area !== null && area >= 1 && area <= 10_000_000 ? Math.round(area) : null
}

const emailOf = (value: string): string | null =>
  value.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? normaliseEmail(value) : null

const projectTypeOf = (value: string): ProjectType | null => {
  const word = value.toLowerCase().replace(/[\s-]+/g, '_')
  return PROJECT_TYPES.find(type => type === word) ?? null
}

const notInFuture = (at: Date | null): Date | null =>
  at && at.getTime() <= Date.now() + 86_400_000 ? at : null

const tagsOf = (value: string | undefined): string[] =>
  (value ?? '')
    .split(/[;,|]/)
    .map(tag => tag.trim().slice(0, 40))
    .filter(tag => tag !== '')
    .slice(0, 20)

function customOf(texts: ReadonlyMap<string, string>): Record<string, string> {
  const own = [...texts].filter(([target]) => target.startsWith('custom.'))
  return Object.fromEntries(
    own.map(([target, value]) => [target.slice('custom.'.length), value.slice(0, 500)]),
  )
}

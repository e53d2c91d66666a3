import { stricter } from '../../consent/stricter.ts'
import type { Contact } from '../../contact.ts'
import type { Lead, LeadCreate, LeadStatus } from '../../leads.schemas.ts'
import type { ImportMapping } from '../imports.schemas.ts'
import { consentIn } from './consent-fields.ts'
import type { Reading } from './import-kind.ts'

/** Why a lead of the past was lost, when the file does not say. */
export const UNKNOWN_LOSS = 'Not given'

/** A row of a file as a lead; `columns` are those that are stored as they are. */
export interface ImportedLead {
  columns: Partial<
    Pick<
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
      | 'consent'
    >
  >
  name: string
  tags: string[]
  custom: Lead['custom']
  contact: Contact
  externalId: string | null
  /** A status, or the id of a stage; null when the file does not say. */
  place: LeadStatus | number | null
  lostReason: string | null
  /** The status in the words of the file. */
  statusText: string | null
  ownerId: number | null
  createdAt: Date | null
}

const COLUMNS = [
  'location',
  'language',
  'project_type',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'budget',
  'style',
  'possession_date',
  'source',
  'referred_by',
] as const

const LONGEST_NAME = 100

/** The lead that a row without problems tells of. */
export function toImportedLead({ values, texts, externalId }: Reading, mapping: ImportMapping): ImportedLead {
  const get = <T>(field: string): T | null => (values.get(field) as T | undefined) ?? null
  const { constants = {} } = mapping
  const phones = [...(get<string[]>('phone') ?? []), ...(get<string[]>('further_phone') ?? [])]
  const [phone = null, ...further] = [...new Set(phones)]
  const own = [...values].filter(([name]) => name.startsWith('custom.'))
  const columns: ImportedLead['columns'] = {}
  for (const column of COLUMNS)
    if (values.has(column)) Object.assign(columns, { [column]: values.get(column) })
  if (constants.source !== undefined) columns.source ??= constants.source
  if (constants.campaign_id !== undefined) columns.campaign_id = constants.campaign_id
  const consent = consentIn(values)
  if (consent) columns.consent = consent
  return {
    columns,
    name: nameOf(get<string>('name'), get<string>('first_name'), get<string>('last_name')),
    tags: [...new Set([...(get<string[]>('tags') ?? []), ...(constants.tags ?? [])])].slice(0, 30),
    custom: Object.fromEntries(
      own.map(([name, value]) => [name.slice('custom.'.length), value as Lead['custom'][string]]),
    ),
    contact: { email: get('email'), phone, phones: further.slice(0, 10), address: get('address') },
    externalId,
    place: get('status'),
    lostReason: get('lost_reason'),
    statusText: texts.get('status') ?? null,
    ownerId: get<number>('owner') ?? constants.assigned_to ?? null,
    createdAt: get('created_at'),
  }
}

function nameOf(whole: string | null, first: string | null, last: string | null): string {
  const joined = [first, last].filter(Boolean).join(' ')
  return (whole ?? joined).slice(0, LONGEST_NAME)
}

/** What a later row of the same lead says, over what an earlier one said. */
export function mergedLead(before: ImportedLead, later: ImportedLead): ImportedLead {
  const { contact } = before
  const phones = [later.contact.phone, ...later.contact.phones, contact.phone, ...contact.phones]
  const [phone = null, ...further] = [...new Set(phones.filter(one => one !== null))]
  return {
    ...before,
    columns: {
      ...before.columns,
      ...later.columns,
      ...(before.columns.consent &&
        later.columns.consent && { consent: stricter(before.columns.consent, later.columns.consent) }),
    },
    name: later.name || before.name,
    tags: [...new Set([...before.tags, ...later.tags])].slice(0, 30),
    custom: { ...before.custom, ...later.custom },
    contact: {
      email: later.contact.email ?? contact.email,
      phone,
      phones: further.slice(0, 10),
      address: later.contact.address ?? contact.address,
    },
    externalId: before.externalId ?? later.externalId,
    place: later.place ?? before.place,
    lostReason: later.lostReason ?? before.lostReason,
    statusText: later.statusText ?? before.statusText,
    ownerId: later.ownerId ?? before.ownerId,
  }
}

import { isDeepStrictEqual } from 'node:util'
import { stricter } from '../consent/stricter.ts'
import type { Contact } from '../contact.ts'
import { readColumns, readContact } from '../lead-input.ts'
import type { LeadRow } from '../lead-row.ts'
import { MAX_TAGS } from '../leads.schemas.ts'
import {
  CHOSEN_FIELDS,
  type ChosenField,
  type MergeRequest,
  UNITED_FIELDS,
  type UnitedField,
} from './merge.schemas.ts'

/** A lead with its contact opened. */
export interface Side {
  row: LeadRow
  contact: Contact
}

export type Choice = 'winner' | 'loser' | 'both' | 'own'

/** Most further phones of a lead. */
const MAX_PHONES = 10

/** Columns that one choice takes together. */
const COLUMNS: Readonly<Record<ChosenField, readonly (keyof LeadRow)[]>> = {
  name: ['name'],
  phone: [],
  email: [],
  address: [],
  location: ['location'],
  owner: ['assigned_to', 'team_id'],
  stage: [
    'project_type',
    'pipeline_id',
    'stage_id',
    'status',
    'lost_reason',
    'competitor',
    'lost_note',
    'stage_entered_at',
    'sleeps_until',
  ],
  budget: ['budget'],
  property_type: ['property_type'],
  configuration: ['configuration'],
  carpet_area_sqft: ['carpet_area_sqft'],
  style: ['style'],
  possession_date: ['possession_date'],
  source: ['source'],
  campaign_id: ['campaign_id'],
  referred_by: ['referred_by'],
  language: ['language'],
}

/** Every column of a lead that a merge may change. */
export const MERGED_COLUMNS: readonly (keyof LeadRow)[] = [
  ...Object.values(COLUMNS).flat(),
  'tags',
  'custom',
  'consent',
]

export interface MergedFields extends Side {
  fields: { field: ChosenField | UnitedField; differs: boolean; chosen: Choice }[]
  custom: { key: string; differs: boolean; chosen: 'winner' | 'loser' }[]
}

/** What stands in a field: of `owner` and `stage` the id. */
function valueIn({ row, contact }: Side, field: ChosenField): unknown {
  if (field === 'phone' || field === 'email' || field === 'address') return contact[field]
  if (field === 'owner') return row.assigned_to
  if (field === 'stage') return row.stage_id
  return row[field]
}

/** The lead that two leads become: of each field the value that was chosen, of lists what both had. Nothing is lost but what had to
 *  be chosen against: the other phone stays as a further one, and whoever objected to a channel on one has objected. */
export function mergedFields(
  winner: Side,
  loser: Side,
  { fields = {}, custom = {}, values = {} }: Pick<MergeRequest, 'fields' | 'custom' | 'values'>,
  country: string,
): MergedFields {
  const chosen = new Map<ChosenField, 'winner' | 'loser'>(
    CHOSEN_FIELDS.map(field => {
      const isMissing = valueIn(winner, field) === null && valueIn(loser, field) !== null
      return [field, fields[field] ?? (isMissing ? 'loser' : 'winner')]
    }),
  )
  const sideOf = (field: ChosenField) => (chosen.get(field) === 'loser' ? loser : winner)
  const columns = Object.fromEntries(
    CHOSEN_FIELDS.flatMap(field => COLUMNS[field].map(column => [column, sideOf(field).row[column]])),
  )
  const ownFields = chosenCustom(winner.row.custom, loser.row.custom, custom)
  const row: LeadRow = {
    ...winner.row,
    ...columns,
    ...readColumns(values),
    tags: [...new Set([...winner.row.tags, ...loser.row.tags])].slice(0, MAX_TAGS),
    custom: Object.fromEntries(
      ownFields.flatMap(({ key, chosen }) => {
        const value = (chosen === 'loser' ? loser : winner).row.custom[key]
        return value === undefined ? [] : [[key, value]]
      }),
    ),
    consent: stricter(winner.row.consent, loser.row.consent),
    external_ids: unitedIds(winner.row, loser.row),
  }
  const taken: Contact = {
    phone: sideOf('phone').contact.phone,
    email: sideOf('email').contact.email,
    address: sideOf('address').contact.address,
    phones: [],
  }
  const written = readContact(contactValues(values), taken, country)
  const contact = { ...written, phones: unitedPhones(written.phone, winner.contact, loser.contact) }
  return {
    row,
    contact,
    custom: ownFields,
    fields: [
      ...CHOSEN_FIELDS.map(field => ({
        field,
        differs: differs(valueIn(winner, field), valueIn(loser, field)),
        chosen: field in values ? ('own' as const) : (chosen.get(field) ?? 'winner'),
      })),
      ...UNITED_FIELDS.map(field => ({ field, differs: false, chosen: 'both' as const })),
    ],
  }
}

function chosenCustom(
  winner: LeadRow['custom'],
  loser: LeadRow['custom'],
  choices: NonNullable<MergeRequest['custom']>,
): MergedFields['custom'] {
  const keys = new Set([...Object.keys(winner), ...Object.keys(loser)])
  return [...keys].sort().map(key => ({
    key,
    differs: differs(winner[key] ?? null, loser[key] ?? null),
    chosen: choices[key] ?? (winner[key] === undefined ? 'loser' : 'winner'),
  }))
}

const differs = (one: unknown, other: unknown): boolean =>
  one !== null && other !== null && !isDeepStrictEqual(one, other)

/** Of values that were written anew, those of the contact. */
export function contactValues({ phone, email, address }: NonNullable<MergeRequest['values']>) {
  return {
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
    ...(address !== undefined && { address }),
  }
}

function unitedPhones(first: string | null, ...contacts: readonly Contact[]): string[] {
  const all = contacts.flatMap(contact => [contact.phone, ...contact.phones])
  const further = all.filter((phone): phone is string => phone !== null && phone !== first)
  return [...new Set(further)].slice(0, MAX_PHONES)
}

function unitedIds(winner: LeadRow, loser: LeadRow): { system: string; id: string }[] {
  return [...(winner.external_ids ?? []), ...(loser.external_ids ?? [])].sort(
    (a, b) => a.system.localeCompare(b.system) || a.id.localeCompare(b.id),
  )
}

/** Names of the fields in which a lead differs after a change, as its history tells them. */
export function changedBetween(before: Side, after: Side): string[] {
  const columns = TOLD_COLUMNS.filter(column => !isDeepStrictEqual(before.row[column], after.row[column]))
  const contact = (['phone', 'phones', 'email', 'address'] as const).filter(
    field => !isDeepStrictEqual(before.contact[field], after.contact[field]),
  )
  const keys = new Set([...Object.keys(before.row.custom), ...Object.keys(after.row.custom)])
  const custom = [...keys].filter(key => !isDeepStrictEqual(before.row.custom[key], after.row.custom[key]))
  return [...columns, ...custom.map(key => `custom.${key}`), ...contact]
}

const UNTOLD: ReadonlySet<keyof LeadRow> = new Set([
  'team_id',
  'pipeline_id',
  'stage_entered_at',
  'sleeps_until',
  'custom',
])
/** Columns with the fields of the same name; the rest of `MERGED_COLUMNS` follows from them or is told key by key. */
const TOLD_COLUMNS = [...MERGED_COLUMNS.filter(column => !UNTOLD.has(column)), 'external_ids' as const]

/** How many more fields one must have filled to stay although it is the younger lead. */
const MUCH_MORE = 3

/** Which of two leads stays, if nobody says otherwise: one that is converted; one that knows much more; else the older one. */
export function proposedWinner(one: Side, other: Side): number {
  const isClient = (side: Side) => side.row.status === 'converted'
  if (isClient(one) !== isClient(other)) return isClient(one) ? one.row.id : other.row.id
  const filled = (side: Side) =>
    CHOSEN_FIELDS.filter(field => valueIn(side, field) !== null).length + side.contact.phones.length
  const more = filled(one) - filled(other)
  if (Math.abs(more) >= MUCH_MORE) return more > 0 ? one.row.id : other.row.id
  const isOlder =
    one.row.created_at < other.row.created_at ||
    (one.row.created_at.getTime() === other.row.created_at.getTime() && one.row.id < other.row.id)
  return isOlder ? one.row.id : other.row.id
}

import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../../platform/crypto/rotation.ts'
import type { Contact } from '../contact.ts'
import type { LeadRow } from '../lead-row.ts'
import { MERGED_COLUMNS, type Side } from './merge-fields.ts'

/** What a lead was, as JSON has it. */
export interface KeptSide {
  columns: Record<string, unknown>
  contact: Contact
}

/** What it takes to undo a merge. */
export interface MergeMemory {
  before: KeptSide
  after: KeptSide
  /** What each follower remembers, by its name. */
  moved: Record<string, unknown>
}

const CONTEXT = 'lead.merge'

export function keep({ row, contact }: Side): KeptSide {
  const columns = Object.fromEntries(MERGED_COLUMNS.map(column => [column, row[column]]))
  return { columns: JSON.parse(JSON.stringify(columns)), contact }
}

export const sealMemory = (crypto: Crypto, memory: MergeMemory) =>
  crypto.seal(JSON.stringify(memory), CONTEXT)

export const openMemory = (crypto: Crypto, sealed: Uint8Array): MergeMemory =>
  JSON.parse(crypto.open(sealed, CONTEXT).toString('utf8'))

/** The winner as it was before the merge; what somebody changed since stays changed. */
export function undone(now: Side, { before, after }: MergeMemory): Side {
  const current = keep(now)
  const row: Record<string, unknown> = { ...now.row }
  for (const columns of GROUPS) {
    // A merge of an older version knows nothing of columns that came later.
    const group = columns.filter(column => column in after.columns)
    const isUntouched = group.every(column => same(current.columns[column], after.columns[column]))
    if (!isUntouched) continue
    for (const column of group) row[column] = before.columns[column]
  }
  if (!(row.stage_entered_at instanceof Date)) row.stage_entered_at = new Date(String(row.stage_entered_at))
  row.custom = customBefore(now.row.custom, before, after)
  row.tags = listBefore(now.row.tags, before.columns.tags, after.columns.tags)
  const contact = { ...now.contact }
  for (const field of ['email', 'phone', 'address'] as const) {
    if (same(contact[field], after.contact[field])) Object.assign(contact, { [field]: before.contact[field] })
  }
  contact.phones = listBefore(contact.phones, before.contact.phones, after.contact.phones)
  // A number that has become the main one since is no further one.
  contact.phones = contact.phones.filter(phone => phone !== contact.phone)
  return { row: row as unknown as LeadRow, contact }
}

/** Each of the firm's own fields by itself. */
function customBefore(
  now: LeadRow['custom'],
  { columns: { custom: before } }: KeptSide,
  { columns: { custom: after } }: KeptSide,
): LeadRow['custom'] {
  const [had, got] = [before, after] as [LeadRow['custom'], LeadRow['custom']]
  const custom = { ...now }
  for (const key of new Set([...Object.keys(had), ...Object.keys(got)])) {
    const value = had[key]
    if (!same(now[key], got[key])) continue
    if (value === undefined) delete custom[key]
    else custom[key] = value
  }
  return custom
}

/** A list without what the merge brought; what was added or taken off since stays so. */
function listBefore(now: readonly string[], before: unknown, after: unknown): string[] {
  const [had, got] = [before, after] as [string[], string[]]
  if (same(now, got)) return had
  const gone = had.filter(one => !got.includes(one) && !now.includes(one))
  return [...now.filter(one => had.includes(one) || !got.includes(one)), ...gone]
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Columns that only make sense together. */
const TOGETHER: readonly (readonly string[])[] = [
  ['assigned_to', 'team_id'],
  [
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
]
/** Columns that are taken back part by part. */
const BY_PART: ReadonlySet<string> = new Set(['custom', 'tags'])
const GROUPS: readonly (readonly string[])[] = [
  ...TOGETHER,
  ...MERGED_COLUMNS.filter(column => !TOGETHER.flat().includes(column) && !BY_PART.has(column)).map(
    column => [column],
  ),
]

/** For the rotation of keys. */
export const mergeReseal: ResealTarget = {
  name: 'lead_merges',
  async nextBatch(tx, activeKeyId, limit, after) {
    const rows = await tx.rows<{ id: number; bytes: Buffer }>(
      `SELECT id, memory AS bytes FROM lead_merges
       WHERE memory IS NOT NULL AND memory_key_id <> $1 AND id > $2 ORDER BY id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(row => ({ ...row, context: CONTEXT }))
  },
  async reseal(tx, row, bytes, keyId) {
    await tx.rows('UPDATE lead_merges SET memory = $1, memory_key_id = $2 WHERE id = $3 AND memory = $4', [
      bytes,
      keyId,
      row.id,
      row.bytes,
    ])
  },
}

import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { Lead } from '../leads.schemas.ts'
import type { ConsentChannel, ConsentPurpose, ConsentSource } from './consent.schemas.ts'

export const allPurposes = (db: Connection): Promise<ConsentPurpose[]> =>
  db.rows<ConsentPurpose>(
    'SELECT id, label, wording, version, has_channels, is_main, is_retired FROM consent_purposes ORDER BY position, id',
  )

/** Raised by every save of the purposes. */
export async function purposesVersion(db: Connection): Promise<number> {
  const [row] = await db.rows<{ version: number }>('SELECT version FROM consent_purposes_version')
  return row?.version ?? 1
}

/** Two who save at once: one after the other. */
export async function lockPurposes(tx: Transaction): Promise<void> {
  await tx.rows('LOCK TABLE consent_purposes IN SHARE ROW EXCLUSIVE MODE')
}

export type WrittenPurpose = Omit<ConsentPurpose, 'id' | 'version' | 'is_main'> & { id: number | null }

/** Writes these, in this order; a purpose with other words than before gets a new version of them. */
export async function writePurposes(tx: Transaction, purposes: readonly WrittenPurpose[]): Promise<void> {
  const rows = JSON.stringify(purposes.map((purpose, position) => ({ ...purpose, position })))
  const of = `jsonb_to_recordset($1::jsonb)
    AS x (id int, label text, wording text, has_channels boolean, is_retired boolean, position int)`
  await tx.rows('UPDATE consent_purposes_version SET version = version + 1')
  await tx.rows(
    `UPDATE consent_purposes p SET label = x.label, wording = x.wording, is_retired = x.is_retired, position = x.position,
       version = p.version + (p.wording <> x.wording)::int
     FROM ${of} WHERE p.id = x.id`,
    [rows],
  )
  await tx.rows(
    `INSERT INTO consent_purposes (label, wording, has_channels, is_retired, position)
     SELECT x.label, x.wording, x.has_channels, x.is_retired, x.position FROM ${of} WHERE x.id IS NULL`,
    [rows],
  )
  await tx.rows(
    `INSERT INTO consent_wordings (purpose_id, version, wording) SELECT id, version, wording FROM consent_purposes
     ON CONFLICT DO NOTHING`,
  )
}

export interface ConsentRow {
  id: number
  lead_id: number
  purpose_id: number
  purpose: string
  purpose_version: number
  channel: ConsentChannel
  is_given: boolean | null
  source: ConsentSource
  note: string | null
  at: Date
  recorded_by: number | null
  is_current: boolean
}

/** What was answered about these leads, the latest first. */
export const consentsOf = (
  db: Connection,
  leadIds: readonly number[],
  limit: number,
): Promise<ConsentRow[]> =>
  db.rows<ConsentRow>(
    `SELECT c.id, c.lead_id, c.purpose_id, p.label AS purpose, c.purpose_version, c.channel, c.is_given, c.source, c.note, c.at,
       c.recorded_by, c.is_current
     FROM lead_consents c JOIN consent_purposes p ON p.id = c.purpose_id
     WHERE c.lead_id = ANY ($1::int[]) ORDER BY c.at DESC, c.id DESC LIMIT $2`,
    [leadIds, limit],
  )

/** An answer that is to be kept; `purposeId` null for the main purpose. */
export interface NewConsent {
  lead_id: number
  purpose_id: number | null
  channel: ConsentChannel
  is_given: boolean | null
  source: ConsentSource
  note: string | null
  at: Date
  recorded_by: number | null
}

/** Keeps answers. One holds from now on, unless a later one about the same is known already. The caller holds the leads. */
export async function addConsents(tx: Transaction, consents: readonly NewConsent[]): Promise<void> {
  if (consents.length === 0) return
  const of = `jsonb_to_recordset($1::jsonb) AS x (lead_id int, purpose_id int, channel text, is_given boolean, source text, note text,
      at timestamptz, recorded_by int)
    JOIN consent_purposes p ON p.id = x.purpose_id OR x.purpose_id IS NULL AND p.is_main`
  const rows = [JSON.stringify(consents)]
  await Promise.all([
    tx.rows(
      `UPDATE lead_consents c SET is_current = false FROM ${of}
       WHERE c.lead_id = x.lead_id AND c.purpose_id = p.id AND c.channel = x.channel AND c.is_current AND c.at <= x.at`,
      rows,
      'consents-before',
    ),
    tx.rows(
      `INSERT INTO lead_consents (lead_id, purpose_id, purpose_version, channel, is_given, source, note, at, recorded_by, is_current)
       SELECT x.lead_id, p.id, p.version, x.channel, x.is_given, x.source, x.note, x.at, x.recorded_by, NOT EXISTS (
         SELECT FROM lead_consents c WHERE c.lead_id = x.lead_id AND c.purpose_id = p.id AND c.channel = x.channel AND c.is_current)
       FROM ${of}`,
      rows,
      'consents-add',
    ),
  ])
}

/** What changed in the `consent` of a lead: the answers to the main purpose. */
export function answersBetween(
  before: Lead['consent'],
  after: Lead['consent'],
  of: Omit<NewConsent, 'purpose_id' | 'channel' | 'is_given'>,
): NewConsent[] {
  const channels = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Lead['consent'])[]
  return channels
    .filter(channel => before[channel] !== after[channel])
    .map(channel => ({ ...of, purpose_id: null, channel, is_given: after[channel] ?? null }))
}

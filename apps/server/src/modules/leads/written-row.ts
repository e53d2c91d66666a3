import type { LeadRow } from './lead-row.ts'

type Times = { [Column in keyof LeadRow]: Date extends LeadRow[Column] ? Column : never }[keyof LeadRow]

/** A row as PostgreSQL writes it in JSON, which has no word for a moment or for bytes: both come as text. */
export type WrittenRow = Omit<LeadRow, Times | 'contact'> & {
  [Column in Times]: null extends LeadRow[Column] ? string | null : string
} & { contact: string | null }

export function readRow(row: WrittenRow): LeadRow {
  return {
    ...row,
    contact: row.contact === null ? null : Buffer.from(row.contact.slice(HEX_PREFIX.length), 'hex'),
    stage_entered_at: new Date(row.stage_entered_at),
    created_at: new Date(row.created_at),
    updated_at: new Date(row.updated_at),
    woke_at: moment(row.woke_at),
    deleted_at: moment(row.deleted_at),
    next_activity_at: moment(row.next_activity_at),
    last_activity_at: moment(row.last_activity_at),
    response_due_at: moment(row.response_due_at),
    first_response_at: moment(row.first_response_at),
  }
}

const HEX_PREFIX = '\\x'

const moment = (text: string | null): Date | null => (text === null ? null : new Date(text))

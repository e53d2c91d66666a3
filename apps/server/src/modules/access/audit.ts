import type { Connection, Statement, Transaction } from '../../platform/database/database.ts'
import type { Origin } from './access.platform.ts'
import { viewingNow } from './view-as/viewing.ts'

/** Who did what, to which record, and whether it was allowed. `details` holds ids and plain facts, never contact details. */
export interface AuditEntry extends Partial<Origin> {
  /** Null where nobody was signed in. */
  userId: number | null
  /** Past tense, snake case, at most 50 characters: `exported_leads`, `assigned_role`. */
  action: string
  module?: string
  recordType?: string
  recordId?: number
  /** Default true. */
  allowed?: boolean
  details?: Record<string, unknown>
  /** The API key by which a program did it for the person. */
  apiKeyId?: number
}

const waiting = new WeakMap<Transaction, AuditEntry[]>()

/** Notes an entry with the transaction: written with the others of it in one statement, just before the commit. */
export function audit(tx: Transaction, entry: AuditEntry): void {
  const entries = waiting.get(tx)
  const whole = withViewer(entry)
  if (entries) {
    entries.push(whole)
    return
  }
  const batch = [whole]
  waiting.set(tx, batch)
  tx.writeLast('audit', () => insertOf(batch))
}

/** Writes entries at once: for what happens outside of any transaction. */
export async function auditNow(db: Connection, entries: readonly AuditEntry[]): Promise<void> {
  const { text, values } = insertOf(entries.map(withViewer))
  await db.rows(text, values, 'audit_write')
}

/** What somebody does who looks on as another is theirs, and says as whom. */
function withViewer(entry: AuditEntry): AuditEntry {
  const viewing = viewingNow()
  if (!viewing) return entry
  return { ...entry, userId: viewing.by, details: { ...entry.details, viewing_as: viewing.as } }
}

function insertOf(entries: readonly AuditEntry[]): Statement {
  const rows = entries.map(entry => ({
    user_id: entry.userId,
    action: entry.action,
    module_name: entry.module ?? null,
    record_type: entry.recordType ?? null,
    record_id: entry.recordId ?? null,
    allowed: entry.allowed ?? true,
    ip_address: entry.ip ?? null,
    request_id: entry.requestId ?? null,
    details: entry.details ?? null,
    api_key_id: entry.apiKeyId ?? null,
  }))
  return {
    text: `INSERT INTO audit_logs (user_id, action, module_name, record_type, record_id, allowed, ip_address, request_id, details, api_key_id)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS e (user_id int, action text, module_name text, record_type text,
       record_id bigint, allowed boolean, ip_address text, request_id text, details jsonb, api_key_id int)`,
    values: [JSON.stringify(rows)],
  }
}

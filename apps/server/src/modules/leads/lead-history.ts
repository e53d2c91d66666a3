import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import type { LeadReader } from './lead-reader.ts'
import type { People } from './leads.neighbours.ts'

interface HistoryEntry {
  id: number
  name: string
  actor: { id: number; name: string } | null
  data: Record<string, unknown>
  at: string
}

/** Fields whose changes have an event of their own, which tells from what to what. */
const TOLD_BY: Readonly<Record<string, string>> = {
  assigned_to: 'lead.assigned',
  stage_id: 'lead.stage_changed',
  status: 'lead.stage_changed',
}

/** That the clock of the first response runs, or that a score moves within its band, is nobody's deed. */
const UNTOLD = "'lead.response_due', 'lead.answered_again', 'lead.rescored', 'lead.reopened'"

/** What happened to a lead, newest first: a reading of its stored events. */
export async function leadHistory(
  needs: { db: Connection; reader: LeadReader; people: People },
  principal: Principal,
  leadId: number,
  { limit = 50, cursor, field }: { limit?: number; cursor?: string; field?: string },
): Promise<{ data: HistoryEntry[]; next_cursor: string | null }> {
  const { db, reader, people } = needs
  await reader.standing(principal, leadId)
  const question = `history-${leadId}-${field ?? ''}`
  const before = cursor === undefined ? null : decodeCursor(cursor, question, ['number'])[0]
  const events = await db.rows<{
    id: number
    name: string
    actor_id: number | null
    data: Record<string, unknown>
    at: Date
  }>(
    `SELECT id, name, actor_id, data, at FROM events
     WHERE lead_id = $1 AND name NOT IN (${UNTOLD}) AND ($2::bigint IS NULL OR id < $2)
       AND ($4::text IS NULL OR (name = $5 AND ($5 <> 'lead.updated' OR data->'fields' ? $4))) ORDER BY id DESC LIMIT $3`,
    [leadId, before, limit + 1, field ?? null, TOLD_BY[field ?? ''] ?? 'lead.updated'],
    'lead-history',
  )
  const names = await people.all()
  const data = events.slice(0, limit).map(({ actor_id, at, ...event }) => {
    const actor = actor_id === null ? undefined : names.get(actor_id)
    return { ...event, actor: actor ? { id: actor.id, name: actor.name } : null, at: at.toISOString() }
  })
  const last = events.length > limit ? data.at(-1) : undefined
  return { data, next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null }
}

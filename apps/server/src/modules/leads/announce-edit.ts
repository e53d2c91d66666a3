import type { Transaction } from '../../platform/database/database.ts'
import { announce } from './lead-facts.ts'
import type { LeadRow } from './lead-row.ts'
import type { Author } from './leads.neighbours.ts'

/** What the history tells of a loss. */
export const lossIn = ({ lost_reason: reason, competitor }: LeadRow) => ({
  reason,
  ...(competitor !== null && { competitor }),
})

/** Says what an edit has changed, and what follows from it: another owner, another stage, a loss. `edit` holds its version, the changed
 *  fields and, of a move, the note. */
export function announceEdit(
  tx: Transaction,
  by: Author,
  before: LeadRow,
  now: LeadRow,
  edit: Record<string, unknown>,
): void {
  const actor = by.principal.userId
  const { note, ...told } = edit
  announce(tx, 'lead.updated', now, actor, { ...told, ...by.facts }, { before })
  if (now.assigned_to !== before.assigned_to) {
    announce(tx, 'lead.assigned', now, actor, {
      from: before.assigned_to,
      to: now.assigned_to,
      ...by.facts,
    })
  }
  if (now.stage_id === before.stage_id) return
  const isLost = now.status === 'lost' && before.status !== 'lost'
  const isReopened = before.status === 'lost' && now.status !== 'lost'
  announce(tx, 'lead.stage_changed', now, actor, {
    from: before.stage_id,
    to: now.stage_id,
    status: now.status,
    ...by.facts,
    ...(note !== undefined && { note }),
    ...(isLost && { loss: lossIn(now) }),
    ...(isReopened && { was_lost: lossIn(before) }),
  })
  if (isLost) announce(tx, 'lead.lost', now, actor, { ...lossIn(now), ...by.facts })
  if (isReopened) {
    const reopened_at = now.updated_at.toISOString()
    announce(tx, 'lead.reopened', now, actor, { was_lost: lossIn(before), reopened_at, ...by.facts })
  }
}

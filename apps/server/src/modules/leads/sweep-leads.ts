import type { Database } from '../../platform/database/database.ts'
import { publish } from '../../platform/events/events.ts'
import type { JobRun } from '../../platform/jobs/jobs.ts'
import type { Custom } from './fields/lead-field.ts'

/** Ids that one transaction looks through: some ten milliseconds. */
const WINDOW = 10_000

interface SweptLead {
  id: number
  version: number
  assigned_to: number | null
  team_id: number | null
  tags: string[]
  custom: Custom
  lost_reason: string | null
}

/** What a sweep may change. */
type Swept = Pick<SweptLead, 'tags' | 'custom' | 'lost_reason'>

export interface Sweep {
  /** Which leads, as a condition on `leads l` without an order; no longer true of a lead that was changed. */
  condition: string
  values: readonly unknown[]
  /** What becomes of a lead. */
  change(lead: SweptLead): Partial<Swept>
  /** The field as the history names it, and its value. */
  field: string
  valueOf(lead: Swept): unknown
  userId: number
}

/** Changes all leads of a kind, deleted ones too, a window of ids at a time: the event log is never held up, and a run that ends in the
 *  middle is simply begun again. Every lead's history tells of it; open pages are told once to fetch again. @returns how many */
export async function sweepLeads(db: Database, sweep: Sweep, run: Pick<JobRun, 'signal'>): Promise<number> {
  const [{ last } = { last: 0 }] = await db.rows<{ last: number }>(
    'SELECT coalesce(max(id), 0) AS last FROM leads',
  )
  let changed = 0
  for (let from = 0; from < last; from += WINDOW) {
    run.signal.throwIfAborted()
    changed += await sweepWindow(db, sweep, from)
  }
  return changed
}

function sweepWindow(db: Database, sweep: Sweep, from: number): Promise<number> {
  return db.inTransaction(async tx => {
    const values = [...sweep.values]
    const put = (value: unknown) => `$${values.push(value)}`
    const leads = await tx.rows<SweptLead>(
      `SELECT l.id, l.version, l.assigned_to, l.team_id, l.tags, l.custom, l.lost_reason FROM leads l
       WHERE l.id > ${put(from)}::int AND l.id <= ${put(from + WINDOW)}::int AND ${sweep.condition} ORDER BY l.id FOR UPDATE`,
      values,
    )
    if (leads.length === 0) return 0
    const after = leads.map(lead => ({ ...lead, ...sweep.change(lead) }))
    await tx.rows(
      `UPDATE leads l SET tags = x.tags, custom = x.custom, lost_reason = x.lost_reason, version = l.version + 1
       FROM jsonb_to_recordset($1::jsonb) AS x (id int, tags text[], custom jsonb, lost_reason text) WHERE l.id = x.id`,
      [JSON.stringify(after.map(({ id, tags, custom, lost_reason }) => ({ id, tags, custom, lost_reason })))],
    )
    for (const [i, lead] of after.entries()) {
      const before = leads[i] ?? lead
      publish(tx, {
        name: 'lead.updated',
        leadId: lead.id,
        actorId: sweep.userId,
        data: {
          owner_id: lead.assigned_to,
          team_id: lead.team_id,
          version: lead.version + 1,
          fields: [sweep.field],
          changes: { [sweep.field]: { from: sweep.valueOf(before), to: sweep.valueOf(lead) } },
          quiet: true,
        },
      })
    }
    return leads.length
  })
}

import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { announce } from './lead-facts.ts'
import type { LeadReader } from './lead-reader.ts'
import type { LeadRow } from './lead-row.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import { lockById } from './leads.repository.ts'
import type { Author } from './leads.service.ts'

/** Until when a lead sleeps: a day, or so many days before it gets its keys. */
export type SleepUntil = { until: string } | { beforePossessionDays: number }

export interface LeadSleepNeeds {
  reader: LeadReader
  neighbours: Pick<LeadNeighbours, 'audit'>
  timeZone: string
  now: () => Date
}

/** A lead that nothing can be done about for months is folded away until a day. No version: it is a matter of the board, not of
 *  what is known of the lead. */
export class LeadSleep {
  readonly #needs: LeadSleepNeeds

  constructor(needs: LeadSleepNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "not-found", "rule-violated" when the day is not to come, the possession is not known, or the lead is closed */
  async sleep(tx: Transaction, by: Author, id: number, wanted: SleepUntil): Promise<LeadRow> {
    const row = await this.#lock(tx, by, id)
    if (row.status === 'converted' || row.status === 'lost')
      throw refused('stage_id', 'Only open leads sleep')
    const until = dayOf(row, wanted)
    if (until <= this.#today()) throw refused('until', `Choose a day to come: ${until} has passed`)
    if (row.sleeps_until === until) return row
    const saved = await this.#save(tx, `sleeps_until = $2::date`, id, until)
    announce(tx, 'lead.slept', saved, by.principal.userId, { until })
    this.#needs.neighbours.audit(tx, { ...by, action: 'put_lead_to_sleep', leadId: id, details: { until } })
    return saved
  }

  /** Back onto the board, on top of its stage; one that is awake stays as it is. */
  async wake(tx: Transaction, by: Author, id: number): Promise<LeadRow> {
    const row = await this.#lock(tx, by, id)
    if (row.sleeps_until === null) return row
    const saved = await this.#save(tx, 'sleeps_until = NULL, woke_at = $2', id, this.#needs.now())
    announce(tx, 'lead.woke', saved, by.principal.userId, { until: row.sleeps_until })
    this.#needs.neighbours.audit(tx, { ...by, action: 'woke_lead', leadId: id })
    return saved
  }

  /** Wakes leads whose day has come, `limit` at most; answers how many. */
  async wakeDue(tx: Transaction, limit: number): Promise<number> {
    const rows = await tx.rows<LeadRow & { until: string }>(
      `WITH due AS (
         SELECT id, sleeps_until FROM leads WHERE deleted_at IS NULL AND sleeps_until IS NOT NULL AND sleeps_until <= $1::date
         ORDER BY id LIMIT $2 FOR NO KEY UPDATE
       )
       UPDATE leads l SET sleeps_until = NULL, woke_at = $3 FROM due WHERE l.id = due.id
       RETURNING l.*, due.sleeps_until AS until`,
      [this.#today(), limit, this.#needs.now()],
    )
    for (const row of rows) announce(tx, 'lead.woke', row, null, { until: row.until })
    return rows.length
  }

  async #lock(tx: Transaction, by: Author, id: number): Promise<LeadRow> {
    const row = await lockById(tx, id, this.#needs.reader.scope(by.principal, 'move'))
    if (!row || row.deleted_at) throw new AppError('not-found')
    return row
  }

  async #save(tx: Transaction, change: string, id: number, value: unknown): Promise<LeadRow> {
    const [row] = await tx.rows<LeadRow>(`UPDATE leads SET ${change} WHERE id = $1 RETURNING *`, [id, value])
    if (!row) throw new Error(`lead ${id} is gone`)
    return row
  }

  /** The day in the firm's time zone. */
  #today(): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: this.#needs.timeZone }).format(this.#needs.now())
  }
}

function dayOf(row: LeadRow, wanted: SleepUntil): string {
  if ('until' in wanted) return wanted.until
  if (row.possession_date === null)
    throw refused('possession_date', 'Enter the possession date first, or choose a day')
  const day = new Date(`${row.possession_date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - wanted.beforePossessionDays)
  return day.toISOString().slice(0, 10)
}

const refused = (path: string, message: string) =>
  new AppError('rule-violated', { rule: 'sleep', errors: [{ path, message }] })

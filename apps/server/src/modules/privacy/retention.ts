import { Type } from 'typebox'
import type { Connection, Database } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import type { Erasures } from './erasures.ts'
import type { PrivacyExports } from './exports.ts'
import type { PersonService } from './person.service.ts'
import type { By, PrivacyNeighbours } from './privacy.neighbours.ts'
import type { RetentionPut } from './privacy.schemas.ts'

export interface RetentionNeeds {
  db: Database
  people: PersonService
  erasures: Erasures
  exports: PrivacyExports
  neighbours: PrivacyNeighbours
}

export type RetentionSettings = Omit<RetentionPut, 'version'>
type Spans = Omit<RetentionSettings, 'is_automatic'>

/** People who are erased in one night at most. */
const PORTION = 500

const LOST = `l.status = 'lost' AND l.erased_at IS NULL AND l.merged_into IS NULL
  AND greatest(l.stage_entered_at, l.last_activity_at, l.updated_at) < now() - make_interval(months => $1)
  AND (l.next_activity_at IS NULL OR l.next_activity_at < now() - make_interval(months => $1))
  AND NOT EXISTS (SELECT FROM conversions c WHERE c.lead_id = l.id)
  AND NOT EXISTS (SELECT FROM erasure_holds h WHERE h.lead_id = l.id AND (h.until IS NULL OR h.until >= current_date))`

/** How long what is known of people is kept, and what goes by it. */
export class RetentionKeeper {
  readonly #needs: RetentionNeeds

  constructor(needs: RetentionNeeds) {
    this.#needs = needs
  }

  async settings(db: Connection = this.#needs.db): Promise<RetentionPut> {
    const [row] = await db.rows<RetentionPut>(
      'SELECT lost_months, is_automatic, import_file_days, export_file_days, notification_days, version FROM retention',
    )
    if (!row) throw new Error('the retention is not there')
    return row
  }

  /** @throws AppError "edit-conflict" when somebody else was faster */
  async save(by: By, { version, ...wanted }: RetentionPut): Promise<void> {
    const { db, neighbours } = this.#needs
    await db.inTransaction(async tx => {
      const saved = await tx.rows(
        `UPDATE retention SET lost_months = $1, is_automatic = $2, import_file_days = $3, export_file_days = $4, notification_days = $5,
           version = version + 1, updated_by = $6 WHERE version = $7 RETURNING 1`,
        [
          wanted.lost_months,
          wanted.is_automatic,
          wanted.import_file_days,
          wanted.export_file_days,
          wanted.notification_days,
          by.principal.userId,
          version,
        ],
      )
      if (saved.length === 0) {
        throw new AppError('edit-conflict', {
          detail: 'Somebody else has changed the retention meanwhile.',
          current: await this.settings(tx),
        })
      }
      neighbours.audit(tx, { by, action: 'changed_retention', recordType: 'retention', details: wanted })
    })
  }

  /** What would go by these settings at this moment. */
  async due({ lost_months, import_file_days, export_file_days, notification_days }: Spans) {
    const [row] = await this.#needs.db.rows<{
      lost_leads: number
      import_files: number
      export_files: number
      notifications: number
    }>(
      `SELECT
         CASE WHEN $1::int IS NULL THEN 0 ELSE (SELECT count(*) FROM leads l WHERE ${LOST}) END::int AS lost_leads,
         (SELECT count(*) FROM lead_imports i WHERE i.created_at < now() - make_interval(days => $2)
            AND i.status NOT IN ('queued', 'running', 'undoing'))::int AS import_files,
         (SELECT count(*) FROM lead_exports e WHERE e.created_at < now() - make_interval(days => $3)
            AND e.status NOT IN ('queued', 'running'))::int AS export_files,
         CASE WHEN $4::int IS NULL THEN 0
           ELSE (SELECT count(*) FROM notifications n WHERE n.at < now() - make_interval(days => $4)) END::int AS notifications`,
      [lost_months, import_file_days, export_file_days, notification_days],
    )
    return row ?? { lost_leads: 0, import_files: 0, export_files: 0, notifications: 0 }
  }

  /** Erases those who are due, a portion of them. `by` is null for the nightly run. @returns how many */
  async eraseDue(by: By | null): Promise<number> {
    const { db, people, erasures, neighbours } = this.#needs
    const { lost_months } = await this.settings()
    if (lost_months === null) return 0
    const due = await db.rows<{ id: number }>(
      `SELECT l.id FROM leads l WHERE ${LOST} ORDER BY l.id LIMIT ${PORTION}`,
      [lost_months],
    )
    let erased = 0
    for (const { id } of due) {
      const person = await people.grown({ leadIds: [id], clientIds: [] })
      // Somebody who is a client, or whose other lead lives, is not forgotten.
      if (person.clientIds.length > 0) continue
      const isNew = await db.inTransaction(async tx => {
        const begun = await erasures.begin(tx, person, {
          userId: by?.principal.userId ?? null,
          reason: `Lost, and no contact for ${lost_months} months`,
        })
        if (begun.isNew) {
          const details = { lead_ids: person.leadIds, retention_months: lost_months }
          neighbours.audit(tx, {
            by,
            action: 'erased_person',
            recordType: 'erasure',
            recordId: begun.row.id,
            details,
          })
        }
        return begun.isNew
      })
      erased += Number(isNew)
    }
    return erased
  }
}

/** Every night: what has been kept as long as it is to be goes. */
export const retentionJob = (
  keeper: RetentionKeeper,
  { db, exports, neighbours }: Pick<RetentionNeeds, 'db' | 'exports' | 'neighbours'>,
) =>
  defineJob({
    name: 'privacy-retention',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '11 21 * * *',
    async run(_payload, run) {
      const { is_automatic, import_file_days, export_file_days, notification_days } = await keeper.settings()
      await exports.forget()
      await neighbours.leads.personal.forgetFilesOlderThan({ import_file_days, export_file_days })
      if (notification_days !== null)
        await db.rows('DELETE FROM notifications WHERE at < now() - make_interval(days => $1)', [
          notification_days,
        ])
      if (!is_automatic) return
      const erased = await keeper.eraseDue(null)
      if (erased > 0) run.log.info({ erased }, 'privacy: people erased by the retention that is set')
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'privacy: what is due could not be erased')
    },
  })

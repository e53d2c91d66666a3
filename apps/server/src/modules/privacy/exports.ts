import { randomUUID } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Database } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { addJob, defineJob, type Job } from '../../platform/jobs/jobs.ts'
import type { Storage } from '../../platform/storage/storage.ts'
import { personArchive } from './export-file.ts'
import type { PersonService } from './person.service.ts'
import type { By, PrivacyNeighbours } from './privacy.neighbours.ts'
import type { PersonQuery } from './privacy.schemas.ts'

export interface PrivacyExportNeeds {
  db: Database
  storage: Storage
  people: PersonService
  neighbours: PrivacyNeighbours
  now: () => Date
}

export interface PrivacyExportRow {
  id: number
  lead_ids: number[]
  client_ids: number[]
  user_id: number
  status: 'queued' | 'done' | 'failed' | 'forgotten'
  file_key: string
  bytes: number | null
  created_at: Date
  finished_at: Date | null
}

/** Days for which the file can be fetched. */
const KEPT_DAYS = 3
const LINK_SECONDS = 300
const DAY_MS = 86_400_000
const MAX_BYTES = 4 * 1024 ** 3
const SHOWN = 100

/** Writes all that is held on a person into a file, if whoever asked may still do so. */
export const personExportJob = ({ db, storage, neighbours, now }: PrivacyExportNeeds) =>
  defineJob({
    name: 'privacy-export',
    schema: Type.Object({ export_id: Type.Integer() }),
    maxAttempts: 5,
    key: ({ export_id }) => `privacy-export-${export_id}`,
    async run({ export_id }) {
      const [row] = await db.rows<PrivacyExportRow>(
        "SELECT * FROM privacy_exports WHERE id = $1 AND status = 'queued'",
        [export_id],
      )
      if (!row) return
      const { personal } = neighbours.leads
      const principal = await neighbours.principalOf(row.user_id)
      if (!principal) throw new AppError('forbidden')
      await personal.leadsOf(principal, 'export_person', row.lead_ids)
      const person = { leadIds: row.lead_ids, clientIds: row.client_ids }
      const archive = await personArchive(db, personal, person, now())
      const { bytes } = await storage.put(row.file_key, archive, { maxBytes: MAX_BYTES })
      const done = await db.rows(
        `UPDATE privacy_exports SET status = 'done', bytes = $2, finished_at = $3 WHERE id = $1 AND status = 'queued' RETURNING 1`,
        [export_id, bytes, now()],
      )
      // Erased meanwhile.
      if (done.length === 0) await storage.delete(row.file_key)
    },
    async onFailed({ export_id }, error, run) {
      run.log.error({ err: error, export_id }, 'privacy: what is held on somebody could not be written')
      await db.rows(
        "UPDATE privacy_exports SET status = 'failed', finished_at = $2 WHERE id = $1 AND status = 'queued'",
        [export_id, now()],
      )
    },
  })

/** All that is held on a person, as a file. */
export class PrivacyExports {
  readonly #needs: PrivacyExportNeeds
  readonly #job: Job<{ export_id: number }>

  constructor(needs: PrivacyExportNeeds, job: Job<{ export_id: number }>) {
    this.#needs = needs
    this.#job = job
  }

  /** @throws AppError "not-found" when any of the person is out of the caller's reach */
  async create(by: By, query: PersonQuery): Promise<PrivacyExportRow> {
    const { db, people } = this.#needs
    const person = await people.find(by.principal, 'export_person', query)
    return db.inTransaction(async tx => {
      const [row] = await tx.rows<PrivacyExportRow>(
        'INSERT INTO privacy_exports (lead_ids, client_ids, user_id, file_key) VALUES ($1, $2, $3, $4) RETURNING *',
        [person.leadIds, person.clientIds, by.principal.userId, `privacy/${randomUUID()}`],
      )
      if (!row) throw new Error('the insert returned no export')
      await addJob(tx, this.#job, { export_id: row.id })
      this.#audit(by, tx, 'exported_person', row)
      return row
    })
  }

  /** The newest of this person. */
  list(principal: Principal): Promise<PrivacyExportRow[]> {
    return this.#needs.db.rows('SELECT * FROM privacy_exports WHERE user_id = $1 ORDER BY id DESC LIMIT $2', [
      principal.userId,
      SHOWN,
    ])
  }

  /** @throws AppError "not-found" */
  async find(principal: Principal, id: number): Promise<PrivacyExportRow> {
    const [row] = await this.#needs.db.rows<PrivacyExportRow>(
      'SELECT * FROM privacy_exports WHERE id = $1 AND user_id = $2',
      [id, principal.userId],
    )
    if (!row) throw new AppError('not-found')
    return row
  }

  /** A link to the file, for some minutes; noted each time.
   *  @throws AppError "not-found", "rule-violated" where there is no file */
  async link(by: By, id: number): Promise<{ url: string; expires_at: string }> {
    const { db, storage, neighbours, now } = this.#needs
    const row = await this.find(by.principal, id)
    if (row.status !== 'done') {
      const message = row.status === 'queued' ? 'The file is not there yet' : 'The file is not there any more'
      throw new AppError('rule-violated', { errors: [{ path: 'status', message }] })
    }
    await neighbours.leads.personal.leadsOf(by.principal, 'export_person', row.lead_ids)
    await db.inTransaction(async tx => this.#audit(by, tx, 'downloaded_person_export', row))
    const url = storage.link(row.file_key, { seconds: LINK_SECONDS, fileName: `person-${row.id}.zip` })
    return { url, expires_at: new Date(now().getTime() + LINK_SECONDS * 1000).toISOString() }
  }

  /** Takes away files that are some days old, and all that tell of these leads. */
  async forget(leadIds: readonly number[] = []): Promise<void> {
    const { db, storage, now } = this.#needs
    const rows = await db.rows<{ id: number; file_key: string }>(
      `SELECT id, file_key FROM privacy_exports WHERE status <> 'forgotten' AND (created_at < $1 OR lead_ids && $2::int[])`,
      [new Date(now().getTime() - KEPT_DAYS * DAY_MS), leadIds],
    )
    for (const { id, file_key } of rows) {
      await db.rows("UPDATE privacy_exports SET status = 'forgotten' WHERE id = $1", [id])
      await storage.delete(file_key)
    }
  }

  told = async (principal: Principal, rows: readonly PrivacyExportRow[]) =>
    rows.map(await this.#teller(principal, rows))

  toldOne = async (principal: Principal, row: PrivacyExportRow) => (await this.#teller(principal, [row]))(row)

  /** Tells of an export as far as this person may know whom it is about. */
  async #teller(principal: Principal, rows: readonly PrivacyExportRow[]) {
    const { people, leads } = this.#needs.neighbours
    const staff = await people.namesOf(rows.map(({ user_id }) => user_id))
    const ids = [...new Set(rows.flatMap(({ lead_ids }) => lead_ids))]
    const names = [...(await leads.personal.namesWithin(principal, 'export_person', ids))]
    return ({ file_key: _, user_id, bytes, created_at, finished_at, ...row }: PrivacyExportRow) => ({
      ...row,
      name: names.find(([id]) => row.lead_ids.includes(id))?.[1] ?? null,
      bytes: bytes === null ? null : Number(bytes),
      requested_by: { id: user_id, name: staff.get(user_id) ?? '' },
      created_at: created_at.toISOString(),
      finished_at: finished_at?.toISOString() ?? null,
      expires_at: new Date(created_at.getTime() + KEPT_DAYS * DAY_MS).toISOString(),
    })
  }

  #audit(by: By, tx: Parameters<PrivacyNeighbours['audit']>[0], action: string, row: PrivacyExportRow): void {
    const { id, lead_ids, client_ids } = row
    const details = { lead_ids, client_ids }
    this.#needs.neighbours.audit(tx, { by, action, recordType: 'privacy_export', recordId: id, details })
  }
}

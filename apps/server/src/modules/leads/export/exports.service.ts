import { randomUUID } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import { AppError } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Author } from '../leads.neighbours.ts'
import type { LeadFilters, LeadSort } from '../leads.schemas.ts'
import type { ExportNeeds } from './export-job.ts'
import {
  changeOpenExport,
  type ExportRow,
  exportsOf,
  findExport,
  insertExport,
} from './exports.repository.ts'
import type { ExportCreate } from './exports.schemas.ts'
import { openQuestion, sealQuestion } from './sealed-question.ts'

/** How long a link opens, in seconds. */
const LINK_SECONDS = 300
/** Days for which a file is kept: it holds the contact details of people who may have been deleted since. */
export const KEPT_DAYS = 7
const DAY_MS = 86_400_000

/** Files of leads, written in the background and fetched by a link. */
export class ExportService {
  readonly #needs: ExportNeeds
  readonly #job: Job<{ export_id: number }>

  constructor(needs: ExportNeeds, job: Job<{ export_id: number }>) {
    this.#needs = needs
    this.#job = job
  }

  /** @throws AppError "invalid-input" for filters or an order that there is not */
  async create(by: Author, { format, filters = {}, sort = '-created_at' }: ExportCreate): Promise<ExportRow> {
    const { db, crypto, reader, neighbours } = this.#needs
    const question = { filters: filters as LeadFilters, sort: sort as LeadSort }
    // Refused now, not in the job.
    await reader.order(question.sort)
    await reader.where(by.principal, question.filters, 'export')
    return db.inTransaction(async tx => {
      const row = await insertExport(tx, {
        user_id: by.principal.userId,
        format,
        question: sealQuestion(crypto, question),
        file_key: `exports/${randomUUID()}`,
      })
      await addJob(tx, this.#job, { export_id: row.id })
      const details = { export_id: row.id, format, filters: tellable(question.filters) }
      neighbours.audit(tx, { ...by, action: 'exported_leads', details })
      return row
    })
  }

  async list(
    principal: Principal,
    { limit = 50, cursor }: { limit?: number; cursor?: string },
  ): Promise<{ rows: ExportRow[]; next_cursor: string | null }> {
    const question = 'exports'
    const before = cursor === undefined ? null : Number(decodeCursor(cursor, question, ['integer'])[0])
    const found = await exportsOf(this.#needs.db, principal.userId, before, limit + 1)
    const rows = found.slice(0, limit)
    const last = found.length > limit ? rows.at(-1) : undefined
    return { rows, next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null }
  }

  /** @throws AppError "not-found" when there is none of this person's */
  async find(principal: Principal, id: number): Promise<ExportRow> {
    const row = await findExport(this.#needs.db, id, principal.userId)
    if (!row) throw new AppError('not-found')
    return row
  }

  async cancel(principal: Principal, id: number): Promise<ExportRow> {
    const row = await this.find(principal, id)
    const { db, now } = this.#needs
    return (await changeOpenExport(db, id, { status: 'cancelled', finished_at: now() })) ?? row
  }

  /** A link to the file, for a few minutes; noted each time.
   *  @throws AppError "rule-violated" as long as there is no file */
  async link(by: Author, id: number): Promise<{ url: string; expires_at: string }> {
    const { db, storage, neighbours, now } = this.#needs
    const row = await this.find(by.principal, id)
    if (row.status !== 'done')
      throw new AppError('rule-violated', {
        errors: [{ path: 'status', message: 'The file is not there yet' }],
      })
    await db.inTransaction(async tx =>
      neighbours.audit(tx, {
        ...by,
        action: 'downloaded_export',
        details: { export_id: id, rows: row.rows_done },
      }),
    )
    const day = row.created_at.toISOString().slice(0, 10)
    const url = storage.link(row.file_key, { seconds: LINK_SECONDS, fileName: `leads-${day}.${row.format}` })
    return { url, expires_at: new Date(now().getTime() + LINK_SECONDS * 1000).toISOString() }
  }

  told(row: ExportRow) {
    const { id, status, format, rows_done, bytes, failure, created_at, finished_at } = row
    return {
      id,
      status,
      format,
      filters: { ...openQuestion(this.#needs.crypto, row.question).filters },
      rows_done,
      bytes,
      failure,
      created_at: created_at.toISOString(),
      finished_at: finished_at?.toISOString() ?? null,
      expires_at: new Date(created_at.getTime() + KEPT_DAYS * DAY_MS).toISOString(),
    }
  }
}

/** What was searched for is left out: it may be somebody's name or phone, and the audit log is for ever. */
function tellable({ q, ...others }: LeadFilters): Record<string, unknown> {
  return q === undefined ? others : { ...others, q: '(words)' }
}

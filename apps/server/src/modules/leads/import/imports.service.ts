import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import type { Principal } from '@optimwalls/permissions'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import type { LeadSettings } from '../lead-reader.ts'
import type { LeadNeighbours, RequestFacts } from '../leads.neighbours.ts'
import { checkMapping } from './check-mapping.ts'
import { openTable } from './files/open-table.ts'
import { encodeRow, MAX_ROWS_BYTES, readRows, together } from './files/rows-file.ts'
import { toFound } from './found.ts'
import { hasRecords } from './import-records.repository.ts'
import {
  changeImport,
  findImport,
  type ImportRow,
  importsOf,
  insertImport,
  lockImport,
} from './imports.repository.ts'
import type { Found, ImportMapping, ImportPreview } from './imports.schemas.ts'
import { type ImportKinds, suggestKind } from './kinds/import-kinds.ts'
import type { OwnFields } from './own-fields.ts'
import { previewImport } from './preview.ts'
import { forgetFiles, refusedFile } from './refused-rows.ts'
import { openMapping, sealMapping } from './sealed-mapping.ts'
import { keepSurvey, readSurvey } from './stored-survey.ts'
import { TableSurvey, withHeader } from './survey/survey.ts'

/** Largest file, in bytes. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024

export interface ImportNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
  settings: LeadSettings
  neighbours: LeadNeighbours
  kinds: ImportKinds
  ownFields: OwnFields
}

export interface ImportJobs {
  run: Job<{ import_id: number }>
  undo: Job<{ import_id: number }>
}

type Status = ImportRow['status']

/** From an uploaded file to what it brings. What is in the file is kept encrypted; the table knows only how far the import is. */
export class ImportService {
  readonly #needs: ImportNeeds
  readonly #jobs: ImportJobs
  readonly #now: () => Date

  constructor(needs: ImportNeeds, jobs: ImportJobs, now: () => Date) {
    this.#needs = needs
    this.#jobs = jobs
    this.#now = now
  }

  /** Reads the file once, keeps its rows and tells what is in it.
   *  @throws AppError "invalid-input" or "unsupported-media-type" when it cannot be read, "body-too-large" when it is over 100 MB */
  async upload(
    principal: Principal,
    fileName: string,
    file: AsyncIterable<Uint8Array>,
  ): Promise<{ row: ImportRow; found: Found }> {
    const { db, storage, settings, kinds } = this.#needs
    const key = `imports/${randomUUID()}`
    const name = basename(fileName).slice(0, 200) || 'leads.csv'
    try {
      const table = await openTable(limited(file))
      const survey = new TableSurvey({ delimiter: table.delimiter, country: settings.country })
      for (const note of table.notes) survey.say(note)
      async function* encoded() {
        for await (const row of withHeader(table.rows, survey)) {
          survey.note(row)
          yield Buffer.from(encodeRow(row))
        }
      }
      await storage.put(key, together(encoded()), { type: 'text/plain', maxBytes: MAX_ROWS_BYTES })
      const found = survey.end()
      await keepSurvey(storage, key, found)
      const columns = found.columns.map(column => column.name)
      const row = await insertImport(db, {
        user_id: principal.userId,
        kind: suggestKind(kinds.all(), columns, name)?.name ?? 'leads',
        file_name: name,
        file_key: key,
        found: { format: table.format, delimiter: table.delimiter, encoding: table.encoding },
        rows_total: found.rows,
      })
      return { row, found: toFound(kinds, row, found) }
    } catch (error) {
      await forgetFiles(storage, { file_key: key, refused_chunks: [] })
      throw error
    }
  }

  async list(
    principal: Principal,
    { limit = 50, cursor }: { limit?: number; cursor?: string },
  ): Promise<{ rows: ImportRow[]; next_cursor: string | null }> {
    const question = 'imports'
    const before = cursor === undefined ? null : Number(decodeCursor(cursor, question, ['integer'])[0])
    const found = await importsOf(this.#needs.db, principal.userId, before, limit + 1)
    const rows = found.slice(0, limit)
    const last = found.length > limit ? rows.at(-1) : undefined
    return { rows, next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null }
  }

  /** @throws AppError "not-found" when there is none of this person's */
  async find(principal: Principal, id: number): Promise<ImportRow> {
    const row = await findImport(this.#needs.db, id, principal.userId)
    if (!row) throw new AppError('not-found')
    return row
  }

  async found(row: ImportRow): Promise<Found> {
    return toFound(this.#needs.kinds, row, await readSurvey(this.#needs.storage, row.file_key))
  }

  /** What the columns become; null as long as nobody has said so. */
  mapping({ mapping }: ImportRow): ImportMapping | null {
    return mapping && openMapping(this.#needs.crypto, mapping)
  }

  /** Notes what the columns are to become, and tries it without writing anything. */
  async map(principal: Principal, id: number, mapping: ImportMapping): Promise<ImportPreview> {
    const { db, crypto, storage } = this.#needs
    const row = await this.find(principal, id)
    if (row.status !== 'uploaded') throw started()
    const survey = await readSurvey(storage, row.file_key)
    const kind = await checkMapping(this.#needs, principal, mapping, survey)
    await db.inTransaction(async tx => {
      // It may have been started while the mapping was looked at.
      if ((await lockImport(tx, id))?.status !== 'uploaded') throw started()
      await changeImport(tx, id, { mapping: sealMapping(crypto, mapping), kind: kind.name })
    })
    const rows = readRows(storage.read(row.file_key))
    return previewImport(this.#needs, { row, kind, mapping, survey, principal, rows, now: this.#now() })
  }

  /** Starts the import, or goes on with one that was cancelled or failed; a repeat while it runs changes nothing. */
  async run(principal: Principal, id: number, request: RequestFacts): Promise<ImportRow> {
    const { ownFields, storage } = this.#needs
    const upload = await this.find(principal, id)
    const mapping = this.mapping(upload)
    if (mapping && upload.status === 'uploaded')
      await ownFields.add({ principal, request }, mapping, await readSurvey(storage, upload.file_key))
    return this.#change(principal, id, async (tx, row) => {
      if (!row.mapping) throw refused('mapping', 'Say first what the columns are')
      if (row.status === 'undoing' || row.status === 'undone')
        throw refused('status', 'It was undone: upload the file again')
      if (!isOneOf(row.status, ['uploaded', 'cancelled', 'failed'])) return row
      await addJob(tx, this.#jobs.run, { import_id: id })
      this.#needs.neighbours.audit(tx, {
        principal,
        request,
        action: row.kind === 'leads' ? 'imported_leads' : `imported_${row.kind.replaceAll('-', '_')}`,
        details: { import_id: id, kind: row.kind, rows: row.rows_total, from_row: row.rows_done },
      })
      return changeImport(tx, id, { status: 'queued', failure: null, finished_at: null })
    })
  }

  /** Stops a running import behind the rows under way. What is imported stays; it can go on or be undone. */
  cancel(principal: Principal, id: number): Promise<ImportRow> {
    return this.#change(principal, id, async (tx, row) =>
      isOneOf(row.status, ['queued', 'running'])
        ? changeImport(tx, id, { status: 'cancelled', finished_at: this.#now() })
        : row,
    )
  }

  /** Takes back what the import has written, in the background. */
  undo(principal: Principal, id: number, request: RequestFacts): Promise<ImportRow> {
    return this.#change(principal, id, async (tx, row) => {
      if (isOneOf(row.status, ['undoing', 'undone'])) return row
      if (!isOneOf(row.status, ['done', 'cancelled', 'failed']))
        throw refused('status', 'There is nothing to undo yet: cancel it first if it runs')
      if (!(await hasRecords(tx, id)))
        throw refused('status', 'It has changed nothing, so there is nothing to undo')
      await addJob(tx, this.#jobs.undo, { import_id: id })
      this.#needs.neighbours.audit(tx, {
        principal,
        request,
        action: 'undid_import',
        details: { import_id: id, kind: row.kind, created: row.created, updated: row.updated },
      })
      return changeImport(tx, id, { status: 'undoing', failure: null, undone: 0, kept: 0, kept_because: [] })
    })
  }

  /** The rows that were not taken, contact details and all. */
  async refused(principal: Principal, id: number, request: RequestFacts): Promise<Readable> {
    const { db, neighbours } = this.#needs
    const row = await this.find(principal, id)
    await db.inTransaction(async tx =>
      neighbours.audit(tx, {
        principal,
        request,
        action: 'downloaded_refused_rows',
        details: { import_id: id, rows: row.refused },
      }),
    )
    const { columns } = await readSurvey(this.#needs.storage, row.file_key)
    const header = columns.map(column => column.name)
    return refusedFile(this.#needs.storage, row.file_key, row.refused_chunks, header)
  }

  async #change(
    principal: Principal,
    id: number,
    work: (tx: Parameters<typeof lockImport>[0], row: ImportRow) => Promise<ImportRow>,
  ): Promise<ImportRow> {
    await this.find(principal, id)
    return this.#needs.db.inTransaction(async tx => {
      const row = await lockImport(tx, id)
      if (!row) throw new AppError('not-found')
      return work(tx, row)
    })
  }
}

const isOneOf = (status: Status, wanted: readonly Status[]): boolean => wanted.includes(status)

const refused = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })
const started = () => refused('mapping', 'The import has started: upload the file again')

async function* limited(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of file) {
    bytes += chunk.length
    if (bytes > MAX_FILE_BYTES)
      throw new AppError('body-too-large', { detail: 'The file may have 100 MB at most.' })
    yield chunk
  }
}

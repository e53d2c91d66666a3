import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import type { Principal } from '@optimwalls/permissions'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { chooseOwner } from '../lead-placement.ts'
import type { LeadSettings } from '../lead-reader.ts'
import type { LeadNeighbours, RequestFacts } from '../leads.neighbours.ts'
import { type Dialect, readCsv, sniffDialect } from './csv-reader.ts'
import {
  changeImport,
  findImport,
  type ImportRow,
  importsOf,
  insertImport,
  lockImport,
} from './imports.repository.ts'
import type { ImportMapping, ImportPreview, Survey } from './imports.schemas.ts'
import { previewImport } from './preview.ts'
import { forgetFiles, refusedFile, surveyKey } from './refused-rows.ts'
import { openMapping, sealMapping } from './sealed-mapping.ts'
import { surveyFile } from './survey.ts'

/** Largest file, in bytes. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024
const HEAD_BYTES = 64 * 1024

export interface ImportNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
  settings: LeadSettings
  neighbours: LeadNeighbours
}

/** From an uploaded file to leads. What is in the file is kept encrypted; the table knows only how far the import is. */
export class ImportService {
  readonly #needs: ImportNeeds
  readonly #job: Job<{ import_id: number }>

  constructor(needs: ImportNeeds, job: Job<{ import_id: number }>) {
    this.#needs = needs
    this.#job = job
  }

  /** Keeps the file and tells what is in it.
   *  @throws AppError "invalid-input" when it is no CSV file, "body-too-large" when it is over 100 MB */
  async upload(
    principal: Principal,
    fileName: string,
    file: AsyncIterable<Uint8Array>,
  ): Promise<{ row: ImportRow; found: Survey }> {
    const { db, storage } = this.#needs
    const key = `imports/${randomUUID()}`
    await storage.put(key, file, { type: 'text/csv', maxBytes: MAX_FILE_BYTES })
    try {
      const dialect = sniffDialect(await head(storage.read(key)))
      const found = await surveyFile(storage.read(key), dialect)
      await storage.put(surveyKey(key), Buffer.from(JSON.stringify(found)), {
        type: 'application/json',
        maxBytes: MAX_FILE_BYTES,
      })
      const row = await insertImport(db, {
        user_id: principal.userId,
        file_name: basename(fileName).slice(0, 200) || 'leads.csv',
        file_key: key,
        found: dialect,
        rows_total: found.rows,
      })
      return { row, found }
    } catch (error) {
      await forgetFiles(storage, { file_key: key, refused_chunks: [] })
      throw error
    }
  }

  list(principal: Principal): Promise<ImportRow[]> {
    return importsOf(this.#needs.db, principal.userId)
  }

  /** @throws AppError "not-found" when there is none of this person's */
  async find(principal: Principal, id: number): Promise<ImportRow> {
    const row = await findImport(this.#needs.db, id, principal.userId)
    if (!row) throw new AppError('not-found')
    return row
  }

  async survey(row: ImportRow): Promise<Survey> {
    return JSON.parse((await all(this.#needs.storage.read(surveyKey(row.file_key)))).toString('utf8'))
  }

  /** What the columns become; null as long as nobody has said so. */
  mapping({ mapping }: ImportRow): ImportMapping | null {
    return mapping && openMapping(this.#needs.crypto, mapping)
  }

  /** Notes what the columns are to become, and tries it on the whole file without writing a lead. */
  async map(principal: Principal, id: number, mapping: ImportMapping): Promise<ImportPreview> {
    const row = await this.find(principal, id)
    if (row.status !== 'uploaded') throw started()
    const survey = await this.survey(row)
    await this.#check(principal, mapping, survey)
    await this.#needs.db.inTransaction(async tx => {
      // It may have been started while the mapping was looked at.
      if ((await lockImport(tx, id))?.status !== 'uploaded') throw started()
      await changeImport(tx, id, { mapping: sealMapping(this.#needs.crypto, mapping) })
    })
    const rows = readCsv(this.#needs.storage.read(row.file_key), row.found as Dialect)
    return previewImport(this.#needs, rows, mapping)
  }

  /** Starts the import; a repeat while it runs changes nothing. */
  async run(principal: Principal, id: number, request: RequestFacts): Promise<ImportRow> {
    const { db, neighbours } = this.#needs
    await this.find(principal, id)
    return db.inTransaction(async tx => {
      const row = await lockImport(tx, id)
      if (!row) throw new AppError('not-found')
      if (!row.mapping) {
        throw new AppError('rule-violated', {
          errors: [{ path: 'mapping', message: 'Say first what the columns are' }],
        })
      }
      if (row.status !== 'uploaded') return row
      await addJob(tx, this.#job, { import_id: id })
      neighbours.audit(tx, {
        principal,
        request,
        action: 'imported_leads',
        details: { import_id: id, rows: row.rows_total },
      })
      return changeImport(tx, id, { status: 'queued' })
    })
  }

  async refused(principal: Principal, id: number): Promise<Readable> {
    const row = await this.find(principal, id)
    const { columns } = await this.survey(row)
    const header = columns.map(column => column.name)
    return refusedFile(this.#needs.storage, row.file_key, row.refused_chunks, header)
  }

  /** @throws AppError "invalid-input" or "rule-violated" naming the part of the mapping that does not fit */
  async #check(principal: Principal, mapping: ImportMapping, survey: Survey): Promise<void> {
    const { neighbours } = this.#needs
    const known = new Set(survey.columns.map(column => column.name))
    const refuse = (path: string, message: string) => {
      throw new AppError('invalid-input', { errors: [{ path, message }] })
    }
    const targets: string[] = []
    for (const [column, target] of Object.entries(mapping.columns)) {
      if (!known.has(column)) refuse(`columns.${column}`, 'is not a column of the file')
      if (target !== null && targets.includes(target))
        refuse(`columns.${column}`, `${target} is taken from another column`)
      if (target !== null) targets.push(target)
    }
    if (!targets.some(target => ['name', 'first_name', 'last_name'].includes(target))) {
      refuse('columns', 'one column must be the name')
    }
    if (survey.date_order === null && !mapping.date_order && targets.some(target => DATES.has(target))) {
      refuse(
        'date_order',
        'say whether day or month comes first: the dates of the file can be read both ways',
      )
    }
    const people = await neighbours.people.all()
    const owner = mapping.constants?.assigned_to
    if (owner !== undefined) chooseOwner(principal, owner, people, 'constants.assigned_to')
    for (const [word, id] of Object.entries(mapping.owner_values ?? {})) {
      if (id !== null) chooseOwner(principal, id, people, `owner_values.${word}`)
    }
    const stages = await neighbours.stages.all()
    for (const [word, place] of Object.entries(mapping.status_values ?? {})) {
      if (typeof place === 'number' && !stages.has(place)) refuse(`status_values.${word}`, 'is not a stage')
    }
    const campaign = mapping.constants?.campaign_id
    if (campaign !== undefined && !(await neighbours.campaigns.has(campaign))) {
      refuse('constants.campaign_id', 'is not a campaign')
    }
  }
}

const DATES: ReadonlySet<string> = new Set(['created_at', 'possession_date'])

const started = () =>
  new AppError('rule-violated', {
    errors: [{ path: 'mapping', message: 'The import has started: upload the file again' }],
  })

async function head(file: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size >= HEAD_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES)
}

async function all(file: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of file) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { zipStream } from '../../../platform/storage/zip-stream.ts'
import { announce } from '../lead-facts.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { LeadRow } from '../lead-row.ts'
import type { LeadNeighbours } from '../leads.neighbours.ts'
import { findInScope, findStandings, type LeadStanding, lockById } from '../leads.repository.ts'
import type { Author } from '../leads.service.ts'
import {
  beginUpload,
  changeFile,
  type FileRow,
  filesOf,
  findFile,
  findUpload,
  finishUpload,
  forgetFile,
  usageOf,
} from './attachments.repository.ts'
import type { FileKind, FilePatch, LeadFile } from './attachments.schemas.ts'
import { cleanName, freeName, nameWithEnding } from './file-name.ts'
import { PREVIEW_TYPE } from './file-preview.ts'
import { guessKind } from './guess-kind.ts'
import { forget, type PreviewSize, previewKey, refusal, storeFile, storePreview } from './stored-file.ts'

const MB = 1024 * 1024
/** Files of one lead. */
export const MAX_FILES = 200
/** All files of one lead together, in bytes. */
export const MAX_LEAD_BYTES = 500 * MB
/** The same with those that were deleted and can be brought back. */
const MAX_KEPT_BYTES = 1000 * MB

export interface AttachmentNeeds {
  db: Database
  storage: Storage
  reader: LeadReader
  neighbours: Pick<LeadNeighbours, 'people' | 'audit' | 'filesThroughClient'>
  now: () => Date
}

export interface Upload {
  leadId: number
  fileName: string
  kind: FileKind | undefined
  /** Makes a repeat give the file of the first try. */
  key: string | null
  content: AsyncIterable<Uint8Array>
}

/** A file as it is handed out. */
export interface Content {
  name: string
  type: string
  stream: Readable
}

/** The file itself. */
export interface OriginalContent extends Content {
  bytes: number
}

/** Files on leads. Whoever may read the lead may read them, and who has a place with the client that it became those of them which that
 *  place needs; judged at every reading. */
export class AttachmentService {
  readonly #needs: AttachmentNeeds

  constructor(needs: AttachmentNeeds) {
    this.#needs = needs
  }

  /** The files of a lead, newest first; with `isDeleted` those that this person may bring back.
   *  @throws AppError "not-found" */
  async list(principal: Principal, leadId: number, isDeleted: boolean): Promise<LeadFile[]> {
    const { standing, sees } = await this.#sight(principal, leadId)
    const rows = await filesOf(this.#needs.db, leadId, isDeleted)
    const files = await this.#toFiles(principal, standing, rows.filter(sees))
    return isDeleted ? files.filter(file => file.may_change) : files
  }

  /** Keeps a file, whole or not at all.
   *  @throws AppError "not-found", "body-too-large", "unsupported-media-type", "rule-violated": the last three name the file */
  async add(by: Author, { leadId, fileName, kind, key, content }: Upload): Promise<LeadFile> {
    const { db, reader, storage } = this.#needs
    const lead = await findInScope(db, leadId, reader.scope(by.principal, 'edit'))
    if (!lead || lead.deleted_at) throw new AppError('not-found')
    const first = key === null ? undefined : await findUpload(db, by.principal.userId, key)
    if (first) return this.#repeated(by, leadId, first)
    const name = cleanName(fileName)
    await this.#checkRoom(leadId, name, 0)

    const upload = {
      lead_id: leadId,
      name,
      kind: kind ?? 'other',
      storage_key: `lead-files/${randomUUID()}`,
      upload_key: key,
      uploaded_by: by.principal.userId,
    }
    const id = await beginUpload(db, upload)
    if (id === undefined) throw overtaken(name)
    try {
      const found = await storeFile(storage, upload.storage_key, name, content)
      const has_preview = await storePreview(storage, upload.storage_key, found.type)
      return await this.#finish(by, { ...upload, id }, { ...found, has_preview }, kind)
    } catch (error) {
      await forget(storage, upload.storage_key)
      await forgetFile(db, id)
      throw error
    }
  }

  /** @throws AppError "not-found", "forbidden" when it is somebody else's */
  async change(by: Author, id: number, patch: FilePatch): Promise<LeadFile> {
    return this.#write(by, id, async (tx, lead, file) => {
      if (file.deleted_at) throw new AppError('not-found')
      const name = patch.name === undefined ? file.name : renamed(file.name, patch.name)
      const kind = patch.kind ?? file.kind
      if (name === file.name && kind === file.kind) return file
      const changed = await changeFile(tx, id, { ...file, name, kind })
      const from = { name: file.name, kind: file.kind }
      announce(tx, 'lead.file_changed', lead, by.principal.userId, { ...factsOf(changed), from })
      return changed
    })
  }

  /** Puts a file aside for 30 days; a repeat changes nothing. @throws AppError "not-found", "forbidden" */
  async remove(by: Author, id: number): Promise<void> {
    await this.#write(by, id, async (tx, lead, file) => {
      if (file.deleted_at) return file
      const aside = { deleted_at: this.#needs.now(), deleted_by: by.principal.userId }
      const changed = await changeFile(tx, id, { ...file, ...aside })
      announce(tx, 'lead.file_removed', lead, by.principal.userId, factsOf(changed))
      this.#audit(tx, by, 'removed_lead_file', lead.id, id)
      return changed
    })
  }

  /** Brings a deleted file back. @throws AppError "not-found", "forbidden", "rule-violated" when the lead is full meanwhile */
  async restore(by: Author, id: number): Promise<LeadFile> {
    return this.#write(by, id, async (tx, lead, file) => {
      if (!file.deleted_at) return file
      await this.#checkRoom(lead.id, file.name, file.bytes, tx)
      const changed = await changeFile(tx, id, { ...file, deleted_at: null, deleted_by: null })
      announce(tx, 'lead.file_restored', lead, by.principal.userId, factsOf(changed))
      this.#audit(tx, by, 'restored_lead_file', lead.id, id)
      return changed
    })
  }

  /** The file as it came. @throws AppError "not-found" */
  async content(by: Author, id: number): Promise<OriginalContent> {
    const file = await this.#readable(by.principal, id)
    await this.#needs.db.inTransaction(async tx =>
      this.#audit(tx, by, 'downloaded_lead_file', file.lead_id, id),
    )
    return {
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      stream: this.#needs.storage.read(file.storage_key),
    }
  }

  /** A picture of it. @throws AppError "not-found", also when there is no picture of this file */
  async preview(principal: Principal, id: number, size: PreviewSize): Promise<Content> {
    const file = await this.#readable(principal, id)
    if (!file.has_preview) throw new AppError('not-found')
    const stream = this.#needs.storage.read(previewKey(file.storage_key, size))
    return { name: file.name, type: PREVIEW_TYPE, stream }
  }

  /** All files of a lead as one archive. @throws AppError "not-found", also when there are none */
  async archive(by: Author, leadId: number): Promise<AsyncIterable<Uint8Array>> {
    const { db, storage } = this.#needs
    const { sees } = await this.#sight(by.principal, leadId)
    const files = (await filesOf(db, leadId, false)).filter(sees)
    if (files.length === 0) throw new AppError('not-found', { detail: 'This lead has no files.' })
    await db.inTransaction(async tx => this.#audit(tx, by, 'downloaded_lead_files', leadId))
    const taken = new Set<string>()
    return zipStream(
      files.toReversed().map(file => {
        const name = freeName(file.name, taken)
        taken.add(name.toLowerCase())
        return { name, at: file.created_at, open: () => storage.read(file.storage_key) }
      }),
    )
  }

  async #finish(
    by: Author,
    upload: { id: number; lead_id: number; upload_key: string | null },
    found: { name: string; type: string; bytes: number; has_preview: boolean },
    kind: FileKind | undefined,
  ): Promise<LeadFile> {
    const { db } = this.#needs
    const lead = await db.inTransaction(async tx => {
      const held = await this.#hold(tx, by, upload.lead_id)
      await this.#checkRoom(held.id, found.name, found.bytes, tx)
      const file = await finishUpload(tx, upload.id, upload.upload_key, {
        ...found,
        kind: kind ?? guessKind(found.name, found.type),
      })
      if (!file) throw overtaken(found.name)
      announce(tx, 'lead.file_added', held, by.principal.userId, factsOf(file))
      this.#audit(tx, by, 'added_lead_file', held.id, file.id)
      return { held, file }
    })
    return this.#toFile(by.principal, lead.held, lead.file)
  }

  /** What the first try under this key became, as long as the caller still reaches it. */
  async #repeated(by: Author, leadId: number, file: FileRow): Promise<LeadFile> {
    if (file.lead_id !== leadId) throw new AppError('idempotency-conflict')
    return this.#toFile(by.principal, await this.#needs.reader.standing(by.principal, leadId), file)
  }

  /** Changes a file that is the caller's to change, with its lead held. */
  async #write(
    by: Author,
    id: number,
    work: (tx: Transaction, lead: LeadRow, file: FileRow) => Promise<FileRow>,
  ): Promise<LeadFile> {
    const { lead, file } = await this.#needs.db.inTransaction(async tx => {
      const known = await findFile(tx, id)
      if (!known) throw new AppError('not-found')
      const held = await this.#hold(tx, by, known.lead_id)
      // Read again under the lock: it may have been changed, or moved to another lead.
      const current = await findFile(tx, id)
      if (current?.lead_id !== held.id) throw new AppError('not-found')
      if (!mayChange(by.principal, held, current)) throw new AppError('forbidden', { errors: [NOT_YOURS] })
      return { lead: held, file: await work(tx, held, current) }
    })
    return this.#toFile(by.principal, lead, file)
  }

  async #hold(tx: Transaction, by: Author, leadId: number): Promise<LeadRow> {
    const lead = await lockById(tx, leadId, this.#needs.reader.scope(by.principal, 'edit'))
    if (!lead || lead.deleted_at) throw new AppError('not-found')
    return lead
  }

  async #readable(principal: Principal, id: number): Promise<FileRow> {
    const file = await findFile(this.#needs.db, id)
    if (!file || file.deleted_at) throw new AppError('not-found')
    const { sees } = await this.#sight(principal, file.lead_id)
    if (!sees(file)) throw new AppError('not-found')
    return file
  }

  /** How the lead stands, and which of its files the person sees.
   *  @throws AppError "not-found" */
  async #sight(
    principal: Principal,
    leadId: number,
  ): Promise<{ standing: LeadStanding; sees: (file: FileRow) => boolean }> {
    const { db, reader, neighbours } = this.#needs
    if (await reader.isInReach(principal, leadId))
      return { standing: await reader.standing(principal, leadId), sees: () => true }
    const sees = await neighbours.filesThroughClient(principal, leadId)
    const [standing] = sees ? await findStandings(db, [leadId]) : []
    if (!sees || !standing || standing.deleted_at) throw new AppError('not-found')
    return { standing, sees }
  }

  async #checkRoom(
    leadId: number,
    name: string,
    bytes: number,
    db = this.#needs.db as Transaction | Database,
  ) {
    const usage = await usageOf(db, leadId)
    const refuse = (why: string) => refusal('rule-violated', name, why)
    if (usage.files >= MAX_FILES) throw refuse(`is one too many: a lead has ${MAX_FILES} files at most`)
    if (usage.bytes + bytes > MAX_LEAD_BYTES)
      throw refuse('does not fit: all files of a lead have 500 MB at most')
    if (usage.kept + bytes > MAX_KEPT_BYTES)
      throw refuse('does not fit: files deleted within the last 30 days still take room')
  }

  async #toFile(principal: Principal, lead: LeadStanding, row: FileRow): Promise<LeadFile> {
    const [file] = await this.#toFiles(principal, lead, [row])
    if (!file) throw new Error('a file was not told')
    return file
  }

  async #toFiles(principal: Principal, lead: LeadStanding, rows: readonly FileRow[]): Promise<LeadFile[]> {
    const people = await this.#needs.neighbours.people.all()
    return rows.map(row => {
      const { storage_key, uploaded_by, deleted_by, created_at, deleted_at, ...told } = row
      const person = people.get(uploaded_by)
      return {
        ...told,
        uploaded_by: person ? { id: person.id, name: person.name } : null,
        created_at: created_at.toISOString(),
        deleted_at: deleted_at?.toISOString() ?? null,
        may_change: mayChange(principal, lead, row),
      }
    })
  }

  #audit(tx: Transaction, by: Author, action: string, leadId: number, fileId?: number): void {
    this.#needs.neighbours.audit(tx, {
      ...by,
      action,
      leadId,
      ...(fileId && { details: { file_id: fileId } }),
    })
  }
}

const NOT_YOURS = { path: 'id', message: 'Only who added a file, or who may delete leads, changes it' }

/** Who added it, as long as they may edit the lead; and whoever may delete the lead itself. */
function mayChange(principal: Principal, lead: LeadStanding, file: FileRow): boolean {
  if (lead.deleted_at) return false
  const belonging = { owner: lead.assigned_to, team: lead.team_id }
  const reaches = (action: 'edit' | 'delete') => {
    const scope = scopeOf(principal, 'CRM', action)
    return scope !== null && isWithin(reachOf(principal, scope), belonging)
  }
  return reaches('edit') && (file.uploaded_by === principal.userId || reaches('delete'))
}

function factsOf({ id, name, kind, type, bytes }: FileRow) {
  return { file_id: id, file_name: name, kind, type, bytes }
}

/** What a person calls it, with the ending that it has. */
function renamed(before: string, wanted: string): string {
  const ending = before.slice(before.lastIndexOf('.') + 1)
  return nameWithEnding(cleanName(wanted), [ending])
}

function overtaken(name: string): AppError {
  return new AppError('already-exists', {
    detail: `${name} is being added by another try with the same key.`,
  })
}

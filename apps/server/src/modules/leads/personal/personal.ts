import type { Principal } from '@optimwalls/permissions'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Connection, Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { forgetOldExports } from '../export/forget-exports-job.ts'
import { forgetOldImports } from '../import/forget-imports-job.ts'
import { announce } from '../lead-facts.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { LeadRow } from '../lead-row.ts'
import { findByIds } from '../leads.repository.ts'
import { lockContacts } from '../lock-leads.ts'
import type { Person, PersonalHolding } from './holding.ts'
import { leadHoldings } from './lead-holdings.ts'
import { relatedLeads, type Traces, tracer, tracesOf, withMerged } from './person.ts'
import { eraseElsewhere } from './traces-elsewhere.ts'

export interface PersonalNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
  reader: LeadReader
}

/** A file of a person, to be read. */
export interface FileOfPerson {
  id: number
  name: string
  at: Date
  open(): AsyncIterable<Uint8Array>
}

/** People behind leads: who they are, what is held of them, and how they are taken out of it. */
export class PersonalData {
  readonly #needs: PersonalNeeds
  readonly #holdings: PersonalHolding[]

  constructor(needs: PersonalNeeds) {
    this.#needs = needs
    this.#holdings = [...leadHoldings(needs.crypto)]
  }

  /** Has another module's rows told of, and erased with their person. */
  addHolding(holding: PersonalHolding): void {
    if (this.#holdings.some(({ name }) => name === holding.name))
      throw new Error(`two holdings of people are named ${holding.name}`)
    this.#holdings.push(holding)
  }

  get holdings(): readonly PersonalHolding[] {
    return this.#holdings
  }

  /** All leads that are one with these, wherever they are. */
  withMerged = (db: Connection, leadIds: readonly number[]): Promise<number[]> => withMerged(db, leadIds)

  /** All leads that are one with these.
   *  @throws AppError "not-found" when one of them is out of the caller's reach */
  async leadsOf(
    principal: Principal,
    action: 'export_person' | 'erase',
    leadIds: readonly number[],
  ): Promise<number[]> {
    const { db, reader } = this.#needs
    const all = await withMerged(db, leadIds)
    const { sql, values } = reader.scope(principal, action)
    const reached = await db.rows<{ id: number }>(
      `SELECT l.id FROM leads l WHERE ${sql} AND l.id = ANY ($${values.push(all)}::int[])`,
      values,
    )
    if (all.length === 0 || reached.length < all.length) throw new AppError('not-found')
    return all
  }

  /** Others that may be the same person or live with them, as far as the caller reaches them. */
  async related(principal: Principal, action: 'export_person' | 'erase', leadIds: readonly number[]) {
    const found = await relatedLeads(this.#needs.db, leadIds)
    const nameOf = await this.namesWithin(
      principal,
      action,
      found.map(({ id }) => id),
    )
    return found.flatMap(({ id, how }) => {
      const name = nameOf.get(id)
      return name === undefined ? [] : [{ lead_id: id, name, how }]
    })
  }

  /** What those of these leads are called that the caller reaches, a merged one behind that into which it went. Who was erased has no name. */
  async namesWithin(
    principal: Principal,
    action: 'export_person' | 'erase',
    leadIds: readonly number[],
  ): Promise<Map<number, string>> {
    const { db, reader } = this.#needs
    const { sql, values } = reader.scope(principal, action)
    const rows = await db.rows<{ id: number; name: string }>(
      `SELECT l.id, l.name FROM leads l
       WHERE ${sql} AND l.erased_at IS NULL AND l.id = ANY ($${values.push(leadIds)}::int[])
       ORDER BY l.merged_into IS NOT NULL, l.id`,
      values,
    )
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** What the leads are called, in their order; an erased one by null. */
  async names(db: Connection, leadIds: readonly number[]): Promise<{ id: number; name: string | null }[]> {
    return db.rows(
      `SELECT id, CASE WHEN erased_at IS NULL THEN name END AS name FROM leads WHERE id = ANY ($1::int[])
       ORDER BY merged_into IS NOT NULL, id`,
      [leadIds],
    )
  }

  /** By what the person is found where no id leads to them. */
  traces = (db: Connection, leadIds: readonly number[]): Promise<Traces> =>
    tracesOf(db, this.#needs.crypto, leadIds)

  /** Takes the person out of all rows. Who else writes contacts of them waits. Done again it changes nothing. */
  async eraseRows(tx: Transaction, person: Person, userId: number | null): Promise<void> {
    await lockContacts(tx, this.#needs.crypto, person.leadIds)
    await tx.rows('SELECT FROM leads WHERE id = ANY ($1::int[]) ORDER BY id FOR UPDATE', [person.leadIds])
    const before = await findByIds(tx, person.leadIds)
    for (const holding of this.#holdings) await holding.erase(tx, person)
    const after = await findByIds(tx, person.leadIds)
    for (const lead of after)
      if (isNew(lead, before))
        announce(tx, 'lead.erased', lead, userId, {
          version: lead.version,
          fields: ['name', 'phone', 'phones', 'email', 'address'],
        })
  }

  /** Erases the person from what is kept beside the rows.
   *  @throws StillAtWork */
  eraseElsewhere(person: Person, traces: Traces): Promise<void> {
    return eraseElsewhere(this.#needs, person, tracer(traces))
  }

  /** Forgets imported and exported files that are older than so many days. */
  async forgetFilesOlderThan(days: { import_file_days: number; export_file_days: number }): Promise<void> {
    const { db, storage } = this.#needs
    await forgetOldImports({ db, storage }, days.import_file_days)
    await forgetOldExports({ db, storage }, days.export_file_days)
  }

  /** The files of the person, those in the bin too. */
  async files(db: Connection, { leadIds }: Person): Promise<FileOfPerson[]> {
    const rows = await db.rows<{ id: number; name: string; created_at: Date; storage_key: string }>(
      'SELECT id, name, created_at, storage_key FROM lead_files WHERE lead_id = ANY ($1::int[]) AND stored_at IS NOT NULL ORDER BY id',
      [leadIds],
    )
    return rows.map(({ id, name, created_at, storage_key }) => ({
      id,
      name,
      at: created_at,
      open: () => this.#needs.storage.read(storage_key),
    }))
  }
}

const isNew = (after: LeadRow, before: readonly LeadRow[]): boolean =>
  before.find(({ id }) => id === after.id)?.version !== after.version

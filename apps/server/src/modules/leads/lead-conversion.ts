import type { Principal } from '@optimwalls/permissions'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError, type FieldError } from '../../platform/errors.ts'
import { type Contact, NO_CONTACT, openContact } from './contact.ts'
import { announce } from './lead-facts.ts'
import type { Where } from './lead-filter.ts'
import { readContact } from './lead-input.ts'
import type { LeadReader, LeadSettings } from './lead-reader.ts'
import type { LeadRow } from './lead-row.ts'
import { contactTerms } from './lead-terms.ts'
import type { Author } from './leads.neighbours.ts'
import { lockById } from './leads.repository.ts'
import type { Lead, LeadPatch } from './leads.schemas.ts'
import type { LeadService, Move } from './leads.service.ts'
import { lockContacts } from './lock-leads.ts'
import { orMerged } from './merge/redirect.ts'

export interface LeadConversionNeeds {
  db: Connection
  crypto: Crypto
  settings: LeadSettings
  reader: LeadReader
  service: LeadService
}

/** A lead after its conversion, as it is told and as it is stored. */
export interface ConvertedLead {
  lead: Lead
  row: LeadRow
}

const WHOEVER: Where = { sql: 'true', values: [], isPlain: true }

/** What leads do for the module that makes clients of them. */
export class LeadConversion {
  readonly #needs: LeadConversionNeeds

  constructor(needs: LeadConversionNeeds) {
    this.#needs = needs
  }

  /** Holds a living lead, and its phones and e-mail: until the transaction ends nobody else finds or makes the client of any of them.
   *  @throws AppError "not-found" when there is none within reach, "forbidden" */
  async hold(
    tx: Transaction,
    principal: Principal,
    id: number,
    action: 'convert' | 'unconvert' | 'edit',
    fields?: LeadPatch,
  ): Promise<LeadRow> {
    const { reader, crypto, settings } = this.#needs
    const scope = reader.scope(principal, action, ...(fields ? (['edit'] as const) : []))
    await lockContacts(tx, crypto, [id], lead =>
      fields
        ? contactTerms(crypto, readContact(fields, openContact(crypto, lead.contact), settings.country))
        : [],
    )
    return alive(await lockById(tx, id, scope))
  }

  /** Holds the phones and e-mails of many leads, with those that are filled in for some: before the first of them is held.
   *  @throws AppError "invalid-input" for a phone that is none */
  async holdContacts(
    tx: Transaction,
    ids: readonly number[],
    fieldsOf: (id: number) => LeadPatch | undefined,
  ): Promise<void> {
    const { crypto, settings } = this.#needs
    await lockContacts(tx, crypto, ids, lead => {
      const fields = fieldsOf(lead.id)
      if (!fields) return []
      return contactTerms(crypto, readContact(fields, openContact(crypto, lead.contact), settings.country))
    })
  }

  /** @throws AppError "invalid-input" naming each phone of these fields that is none */
  checkPhones(fields: LeadPatch): void {
    readContact(fields, NO_CONTACT, this.#needs.settings.country)
  }

  /** Holds a living lead as `hold` does, for what the system does by itself; null when the lead is gone. */
  async holdForSystem(tx: Transaction, id: number): Promise<LeadRow | null> {
    await lockContacts(tx, this.#needs.crypto, [id])
    const row = await lockById(tx, id, WHOEVER)
    return row && !row.deleted_at ? row : null
  }

  /** The same without its phones and e-mail: for what follows from a conversion, and makes no client. */
  async holdRow(tx: Transaction, id: number): Promise<LeadRow | null> {
    const row = await lockById(tx, id, WHOEVER)
    return row && !row.deleted_at ? row : null
  }

  /** @throws AppError as `LeadService.convert` does */
  convert(
    tx: Transaction,
    by: Author,
    id: number,
    given: Pick<Move, 'fields' | 'note'> & { missing?: readonly FieldError[] },
    baseVersion?: number,
  ): Promise<ConvertedLead> {
    return this.#needs.service.convert(tx, by, id, given, baseVersion)
  }

  unconvert(tx: Transaction, by: Author, id: number, stageId: number): Promise<ConvertedLead> {
    return this.#needs.service.unconvert(tx, by, id, stageId)
  }

  announce(
    tx: Transaction,
    name:
      | 'lead.converted'
      | 'lead.conversion_undone'
      | 'lead.quote_added'
      | 'lead.quote_changed'
      | 'lead.payment_corrected'
      | 'lead.client_people_chosen',
    lead: LeadRow,
    actorId: number | null,
    data: Record<string, unknown>,
  ): void {
    announce(tx, name, lead, actorId, data)
  }

  /** A contact as it was sealed for a lead. */
  contactOf(sealed: Uint8Array | null): Contact {
    return openContact(this.#needs.crypto, sealed)
  }

  /** Under what two with the same phone or e-mail meet. */
  termsOf(sealed: Uint8Array | null): string[] {
    return contactTerms(this.#needs.crypto, this.contactOf(sealed))
  }

  /** Says of a lead that is not there what it was merged into.
   *  @throws AppError "lead-merged" */
  orMerged<T>(principal: Principal, id: number, work: () => Promise<T>): Promise<T> {
    return orMerged(this.#needs, principal, id, work)
  }
}

function alive(row: LeadRow | undefined): LeadRow {
  if (!row || row.deleted_at) throw new AppError('not-found')
  return row
}

import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { People } from '../access/index.ts'
import type { Author, LeadRow, LeadsDoor } from '../leads/index.ts'
import { type EvidenceName, isEvidence, type StagesDoor } from '../pipelines/index.ts'
import { checklistOf, convertedOf } from './checklist.ts'
import { type ClientReader, personOf } from './client-reader.ts'
import { findByTerms, holdClients, insertClient, keepClient, removeIfNobody } from './clients.repository.ts'
import type { Checklist, ConvertBody, Converted } from './conversion.schemas.ts'
import {
  type ConversionRecord,
  conversionsOf,
  deleteConversion,
  findConversion,
  hasBeenWorkedOn,
  insertConversion,
} from './conversions.repository.ts'
import type { EvidenceService, SignedQuote } from './evidence/evidence.service.ts'
import type { KickOff } from './kick-off/kick-off.ts'
import { type AcceptedQuote, acceptQuote, giveBackQuote } from './quotes/quotes.repository.ts'

/** Days within which a conversion is taken back. */
export const UNDO_DAYS = 7
const DAY_MS = 86_400_000

export interface ConversionNeeds {
  leads: Pick<LeadsDoor, 'conversion' | 'reader'>
  stages: Pick<StagesDoor, 'all' | 'ofProjectType'>
  people: Pick<People, 'namesOf'>
  reader: ClientReader
  evidence: EvidenceService
  kickOff: Pick<KickOff, 'adopt' | 'takeBack'>
  currency: string
  /** Notes who did what; written with the transaction. */
  audit(tx: Transaction, entry: ConversionAudit): void
  now: () => Date
}

export interface ConversionAudit extends Author {
  action: string
  leadId: number
  details: Record<string, unknown>
}

/** Makes clients of leads, each call within the caller's transaction. */
export class ConversionService {
  readonly #needs: ConversionNeeds

  constructor(needs: ConversionNeeds) {
    this.#needs = needs
  }

  /** Takes the lead to the converted stage and makes its client, or finds the one that its phone or e-mail already belongs to. `isNew` is
   *  false for whoever asks again.
   *  @throws AppError "not-found", "rule-violated" for what the checklist lacks and for a lost lead, "edit-conflict" */
  async convert(
    tx: Transaction,
    by: Author,
    leadId: number,
    body: ConvertBody,
    base?: number,
  ): Promise<{ isNew: boolean; converted: Converted }> {
    const { isNew, conversion, row } = await this.make(tx, by, leadId, body, base)
    return { isNew, converted: await this.#told(tx, by.principal, conversion, row) }
  }

  /** The same, for whoever needs less told. */
  async make(
    tx: Transaction,
    by: Author,
    leadId: number,
    { fields, evidence: given, note }: ConvertBody,
    base?: number,
  ): Promise<{ isNew: boolean; conversion: ConversionRecord; row: LeadRow }> {
    const { leads, evidence } = this.#needs
    const before = await leads.conversion.hold(tx, by.principal, leadId, 'convert', fields)
    const known = await findConversion(tx, leadId)
    if (known && before.status === 'converted') return { isNew: false, conversion: known, row: before }
    if (known) await this.#drop(tx, known)
    const signed = given ? await evidence.take(tx, by, leadId, given) : null
    const asked = await this.#evidenceFor(fields?.project_type ?? before.project_type)
    const missing = await evidence.missing(tx, asked, leadId)
    const { row } = await leads.conversion.convert(tx, by, leadId, { fields, note, missing }, base)
    const { conversion, quote } = await this.#giveClient(tx, row, {
      // A lead that another system had converted comes back to no stage of ours.
      fromStageId: before.status === 'converted' ? null : before.stage_id,
      userId: by.principal.userId,
      at: this.#needs.now(),
      signed,
    })
    const { client_id, made_client } = conversion
    const payment = given?.booking_payment
    const facts = {
      ...by.facts,
      client_id,
      ...(quote && { quote: this.#toldQuote(quote) }),
      ...(payment && {
        payment: { amount: payment.amount, paid_on: payment.paid_on, currency: this.#needs.currency },
      }),
    }
    leads.conversion.announce(tx, 'lead.converted', row, by.principal.userId, facts)
    this.#needs.audit(tx, { ...by, action: 'converted_lead', leadId, details: { client_id, made_client } })
    return { isNew: true, conversion, row }
  }

  /** Makes the client of a lead that came in as converted, from a file or an older version, and drops it when the file is undone. Does nothing
   *  the second time. */
  async adopt(tx: Transaction, leadId: number): Promise<void> {
    const row = await this.#needs.leads.conversion.holdForSystem(tx, leadId)
    if (!row) return
    const known = await findConversion(tx, leadId)
    if (known && row.status !== 'converted') await this.#drop(tx, known)
    if (known || row.status !== 'converted') return
    const { conversion } = await this.#giveClient(tx, row, {
      ...{ fromStageId: null, userId: null, at: row.stage_entered_at, signed: null },
    })
    await this.#needs.kickOff.adopt(tx, conversion.client_id, row.assigned_to)
  }

  /** Takes a conversion back, with those of the leads merged into this one: the lead stands where it stood, and a client that nothing else
   *  is known of goes.
   *  @throws AppError "not-found", "rule-violated" when there is nothing to take back, or not any more */
  async undo(tx: Transaction, by: Author, leadId: number): Promise<LeadRow> {
    const { leads, now } = this.#needs
    const before = await leads.conversion.hold(tx, by.principal, leadId, 'unconvert')
    const conversions = await conversionsOf(tx, leadId)
    const [conversion] = conversions
    if (!conversion || conversion.merged_from !== null || conversion.from_stage_id === null) {
      throw refused('not-converted', 'There is no conversion of this lead to take back')
    }
    if (conversions.some(one => one.from_stage_id === null)) {
      throw refused('not-converted', 'A lead merged into this one came in as a client, and stays one')
    }
    if (conversions.some(one => undoUntil(one) <= now())) {
      throw refused('too-late', `A conversion is taken back within ${UNDO_DAYS} days`)
    }
    await holdClients(
      tx,
      conversions.map(one => one.client_id),
    )
    if (await hasBeenWorkedOn(tx, leadId)) {
      throw refused('client-in-work', 'Somebody has worked with this client since')
    }
    const stageId = await this.#stageBefore(before, conversion.from_stage_id)
    const { row } = await leads.conversion.unconvert(tx, by, leadId, stageId)
    const { client_id } = conversion
    const client_removed = await this.#drop(tx, conversion)
    // Those of leads merged into it go with it: the lead is one, and no client any more.
    for (const merged of conversions.slice(1)) await this.#drop(tx, merged)
    leads.conversion.announce(tx, 'lead.conversion_undone', row, by.principal.userId, {
      ...by.facts,
      client_id,
    })
    this.#needs.audit(tx, {
      ...by,
      action: 'undid_conversion',
      leadId,
      details: { client_id, client_removed },
    })
    return row
  }

  /** What the lead still lacks to be converted, and the conversion there is.
   *  @throws AppError "not-found" */
  async checklist(db: Connection, principal: Principal, leadId: number): Promise<Checklist> {
    const { leads, stages, people, evidence, currency } = this.#needs
    const lead = (await leads.reader.several(principal, [leadId])).get(leadId)
    if (!lead) throw new AppError('not-found')
    const shown = await evidence.shown(db, leadId)
    const conversion = await findConversion(db, leadId)
    const names = await people.namesOf(conversion?.converted_by ? [conversion.converted_by] : [])
    return {
      checklist: checklistOf(await stages.ofProjectType(lead.project_type), lead, shown),
      quote_to_sign: shown.quote
        ? { id: shown.quote.id, version: shown.quote.version, amount: shown.quote.amount, currency }
        : null,
      booking_payment: shown.payment && {
        amount: shown.payment.amount,
        currency,
        paid_on: shown.payment.paid_on,
        version: shown.payment.version,
      },
      conversion: conversion
        ? {
            client_id: conversion.client_id,
            converted_at: conversion.converted_at.toISOString(),
            converted_by: personOf(conversion.converted_by, names),
            undo_until: conversion.from_stage_id === null ? null : undoUntil(conversion).toISOString(),
          }
        : null,
    }
  }

  /** What the converted stage of the pipeline asks to be shown. */
  async #evidenceFor(projectType: string | null): Promise<EvidenceName[]> {
    const stages = await this.#needs.stages.ofProjectType(projectType)
    return (convertedOf(stages)?.requiredFields ?? []).filter(isEvidence)
  }

  /** Forgets a conversion; says whether its client went with it, being nobody else's. */
  async #drop(tx: Transaction, conversion: ConversionRecord): Promise<boolean> {
    const { id, client_id, quote_id, quote_was, current_quote_was } = conversion
    await this.#needs.kickOff.takeBack(tx, conversion)
    await deleteConversion(tx, id)
    if (quote_id !== null && quote_was !== null)
      await giveBackQuote(tx, {
        id: quote_id,
        was: quote_was,
        current_was: current_quote_was,
        ...(conversion.quote_was_signed && { file_was: conversion.quote_file_was }),
      })
    return removeIfNobody(tx, client_id)
  }

  async #giveClient(
    tx: Transaction,
    lead: LeadRow,
    {
      fromStageId,
      userId,
      at,
      signed,
    }: { fromStageId: number | null; userId: number | null; at: Date; signed: SignedQuote | null },
  ): Promise<{ conversion: ConversionRecord; quote: AcceptedQuote | null }> {
    const terms = this.#needs.leads.conversion.termsOf(lead.contact)
    const known = await this.#clientBy(tx, terms)
    const clientId =
      known ??
      (await insertClient(tx, {
        name: lead.name,
        contact: lead.contact,
        contact_key_id: lead.contact_key_id,
        location: lead.location,
        budget: lead.budget,
        project_details: {
          project_type: lead.project_type,
          property_type: lead.property_type,
          configuration: lead.configuration,
          carpet_area_sqft: lead.carpet_area_sqft,
          style: lead.style,
          possession_date: lead.possession_date,
        },
        created_by: userId,
        created_at: at,
      }))
    const quote = await acceptQuote(tx, lead.id)
    const conversion = {
      lead_id: lead.id,
      client_id: clientId,
      made_client: known === null,
      from_stage_id: fromStageId,
      quote_id: quote?.id ?? null,
      quote_was: signed?.was ?? quote?.was ?? null,
      current_quote_was: signed ? signed.current_was : (quote?.current_was ?? null),
      quote_was_signed: signed !== null,
      quote_file_was: signed?.file_was ?? null,
      converted_by: userId,
      converted_at: at,
    }
    return { conversion: await insertConversion(tx, conversion, terms), quote }
  }

  /** The client that these terms belong to, held so that nobody takes it away meanwhile. */
  async #clientBy(tx: Transaction, terms: readonly string[]): Promise<number | null> {
    for (;;) {
      const known = await findByTerms(tx, terms)
      // One that went in between was the last of its terms, or another has them now.
      if (known === null || (await keepClient(tx, known))) return known
    }
  }

  /** As the timeline tells it. */
  #toldQuote({ id, version, amount }: AcceptedQuote) {
    return { id, version, amount, currency: this.#needs.currency }
  }

  /** Where a lead goes back to: the stage it was in, or the one like it in the pipeline that it follows by now. */
  async #stageBefore(lead: LeadRow, fromStageId: number): Promise<number> {
    const { stages } = this.#needs
    const from = (await stages.all()).get(fromStageId)
    const own = await stages.ofProjectType(lead.project_type)
    const stage =
      own.find(one => one.id === fromStageId) ?? own.find(one => one.category === from?.category) ?? own[0]
    if (!stage) throw new Error('a pipeline without stages')
    return stage.id
  }

  async #told(
    tx: Transaction,
    principal: Principal,
    conversion: ConversionRecord,
    row: LeadRow,
  ): Promise<Converted> {
    const { leads, people, reader } = this.#needs
    const names = await people.namesOf(conversion.converted_by === null ? [] : [conversion.converted_by])
    return {
      lead_id: conversion.lead_id,
      client_id: conversion.client_id,
      converted_at: conversion.converted_at.toISOString(),
      converted_by: personOf(conversion.converted_by, names),
      made_client: conversion.made_client,
      lead: await leads.reader.toLead(row),
      client: await reader.one(principal, conversion.client_id, tx),
    }
  }
}

const undoUntil = ({ converted_at }: ConversionRecord): Date =>
  new Date(converted_at.getTime() + UNDO_DAYS * DAY_MS)

const refused = (rule: string, message: string) =>
  new AppError('rule-violated', { rule, errors: [{ path: 'id', message }] })

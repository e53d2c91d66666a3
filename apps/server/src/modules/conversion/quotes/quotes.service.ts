import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { People } from '../../access/index.ts'
import type { Author, LeadRow, LeadsDoor } from '../../leads/index.ts'
import { personOf } from '../client-reader.ts'
import {
  findQuote,
  insertQuote,
  type QuoteRecord,
  type QuoteState,
  quotesOf,
  updateQuote,
} from './quotes.repository.ts'
import type { NewQuote, Quote, QuoteList, QuotePatch } from './quotes.schemas.ts'

/** Versions that a lead can have. */
const MAX_VERSIONS = 100

export interface QuoteNeeds {
  leads: Pick<LeadsDoor, 'conversion' | 'reader' | 'files'>
  people: Pick<People, 'namesOf'>
  currency: string
  now: () => Date
}

/** What leads were offered: each offer a version, one of them the current one. */
export class QuoteService {
  readonly #needs: QuoteNeeds

  constructor(needs: QuoteNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "not-found" when the lead is out of reach */
  async list(db: Connection, principal: Principal, leadId: number): Promise<QuoteList> {
    await this.#needs.leads.reader.standing(principal, leadId)
    return { data: await this.#told(db, leadId, await quotesOf(db, leadId)), currency: this.#needs.currency }
  }

  /** Adds the next version, which becomes the current one.
   *  @throws AppError "not-found", "invalid-input" for a file of another lead, "rule-violated" for one version too many */
  async add(tx: Transaction, by: Author, leadId: number, given: NewQuote): Promise<Quote> {
    const lead = await this.#needs.leads.conversion.hold(tx, by.principal, leadId, 'edit')
    const version = 1 + Math.max(0, ...(await quotesOf(tx, leadId)).filter(isOwn).map(quote => quote.version))
    if (version > MAX_VERSIONS)
      throw refused('too-many-quotes', 'id', `A lead has ${MAX_VERSIONS} versions of its quote at most`)
    await this.#checkFile(tx, leadId, given.file_id)
    const id = await insertQuote(tx, {
      lead_id: leadId,
      version,
      amount: hundredths(given.amount),
      quoted_on: given.quoted_on,
      status: given.status ?? 'draft',
      file_id: given.file_id ?? null,
      created_by: by.principal.userId,
      created_at: this.#needs.now(),
    })
    const quote = await this.#one(tx, id)
    this.#announce(tx, 'lead.quote_added', lead, by, quote)
    return quote
  }

  /** Changes a draft, says what became of a quote, or makes it the current one. What changes nothing is no change.
   *  @throws AppError "not-found", "invalid-input" for a file of another lead, "rule-violated" for what a quote does not allow any more */
  async change(tx: Transaction, by: Author, id: number, patch: QuotePatch): Promise<Quote> {
    const known = await findQuote(tx, id)
    if (!known) throw new AppError('not-found')
    const lead = await this.#needs.leads.conversion.hold(tx, by.principal, known.lead_id, 'edit')
    // Read again under the lock: it may have been changed, or moved to another lead.
    const before = await findQuote(tx, id)
    if (before?.lead_id !== lead.id) throw new AppError('not-found')
    if (patch.amount !== undefined) patch = { ...patch, amount: hundredths(patch.amount) }
    checkAllowed(before, patch)
    if (patch.file_id !== before.file_id) await this.#checkFile(tx, lead.id, patch.file_id)
    const after: QuoteState = {
      amount: patch.amount ?? before.amount,
      quoted_on: patch.quoted_on ?? before.quoted_on,
      status: patch.status ?? before.status,
      // What the client accepted is what counts.
      is_current: before.is_current || patch.is_current === true || patch.status === 'accepted',
      file_id: patch.file_id === undefined ? before.file_id : patch.file_id,
    }
    if (isSame(before, after)) return this.#one(tx, id)
    await updateQuote(tx, before, after, this.#needs.now())
    const quote = await this.#one(tx, id)
    const from = { amount: before.amount, status: before.status, is_current: before.is_current }
    this.#announce(tx, 'lead.quote_changed', lead, by, quote, { from })
    return quote
  }

  async #checkFile(tx: Transaction, leadId: number, fileId: number | null | undefined): Promise<void> {
    if (fileId === null || fileId === undefined) return
    const files = await this.#needs.leads.files.onLead(tx, leadId, [fileId])
    if (!files.has(fileId)) {
      throw new AppError('invalid-input', {
        errors: [{ path: 'file_id', message: 'is not a file of this lead' }],
      })
    }
  }

  async #one(tx: Transaction, id: number): Promise<Quote> {
    const record = await findQuote(tx, id)
    const [quote] = record ? await this.#told(tx, record.lead_id, [record]) : []
    if (!quote) throw new Error(`quote ${id} is gone`)
    return quote
  }

  async #told(db: Connection, leadId: number, records: readonly QuoteRecord[]): Promise<Quote[]> {
    const { leads, people } = this.#needs
    const names = await people.namesOf(new Set(records.map(record => record.created_by)))
    const fileIds = records.flatMap(record => record.file_id ?? [])
    const files = await leads.files.onLead(db, leadId, fileIds)
    return records.map(({ amount_before, file_id, created_by, created_at, ...told }) => {
      const file = file_id === null ? undefined : files.get(file_id)
      return {
        ...told,
        change: amount_before === null ? null : hundredths(told.amount - amount_before),
        file: file ? { id: file.id, name: file.name } : null,
        created_by: personOf(created_by, names),
        created_at: created_at.toISOString(),
      }
    })
  }

  #announce(
    tx: Transaction,
    name: 'lead.quote_added' | 'lead.quote_changed',
    lead: LeadRow,
    by: Author,
    { id, version, amount, status, is_current }: Quote,
    more: Record<string, unknown> = {},
  ): void {
    const facts = { quote_id: id, version, amount, currency: this.#needs.currency, status, is_current }
    this.#needs.leads.conversion.announce(tx, name, lead, by.principal.userId, { ...facts, ...more })
  }
}

/** As amounts are kept. */
const hundredths = (amount: number): number => Math.round(amount * 100) / 100

const isOwn = (quote: QuoteRecord): boolean => quote.merged_from === null

/** @throws AppError "rule-violated" */
function checkAllowed(quote: QuoteRecord, patch: QuotePatch): void {
  const { status, merged_from, is_of_client } = quote
  if (merged_from !== null)
    throw refused('quote-merged', 'id', 'It is of a lead that was merged into this one, and stays as it was')
  const isOther = patch.status !== undefined && patch.status !== status
  if (is_of_client && isOther)
    throw refused('quote-of-client', 'status', 'The client accepted it with the conversion')
  if (isOther && patch.status === 'draft')
    throw refused('quote-sent', 'status', 'It is no draft any more; add a new version')
  const changed = (['amount', 'quoted_on'] as const).find(
    field => patch[field] !== undefined && patch[field] !== quote[field],
  )
  if (changed && status !== 'draft')
    throw refused('quote-sent', changed, 'It is no draft any more; add a new version')
}

function isSame(before: QuoteRecord, after: QuoteState): boolean {
  const fields = ['amount', 'quoted_on', 'status', 'is_current', 'file_id'] as const
  return fields.every(field => before[field] === after[field])
}

const refused = (rule: string, path: string, message: string) =>
  new AppError('rule-violated', { rule, errors: [{ path, message }] })

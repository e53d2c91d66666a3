import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError, type FieldError } from '../../../platform/errors.ts'
import type { Author, LeadsDoor } from '../../leads/index.ts'
import type { EvidenceName } from '../../pipelines/index.ts'
import {
  insertQuote,
  type QuoteRecord,
  quotesOf,
  quotesOfLeads,
  updateQuote,
} from '../quotes/quotes.repository.ts'
import { insertPayment, type KeptPayment, paymentsOf } from './evidence.repository.ts'
import type { Evidence } from './evidence.schemas.ts'
import { checkPaidOn } from './paid-on.ts'

export interface EvidenceNeeds {
  leads: Pick<LeadsDoor, 'files'>
  /** By which it is told what day it is. */
  timeZone: string
  now: () => Date
}

/** A quote that was signed with a conversion, and how it was before. */
export interface SignedQuote {
  id: number
  was: QuoteRecord['status']
  file_was: number | null
  /** Which one was current before. */
  current_was: number | null
}

/** What there is to show of a lead. */
export interface Shown {
  /** The quote that counts is accepted and has its file. */
  isSigned: boolean
  /** The quote that a signature is of; undefined where nothing was offered. */
  quote: QuoteRecord | undefined
  payment: KeptPayment | null
}

const WORDS: Record<EvidenceName, string> = {
  signed_quote: 'signed quote',
  booking_payment: 'booking payment',
}

/** What proves that a lead has become a client: the signed quote, the booking payment. */
export class EvidenceService {
  readonly #needs: EvidenceNeeds

  constructor(needs: EvidenceNeeds) {
    this.#needs = needs
  }

  /** Keeps what was given with a conversion; the lead is held.
   *  @returns the quote that was signed with it; null where none was, or it was made for this
   *  @throws AppError "invalid-input" for a file of another lead, "rule-violated" for a payment that is still to come and for the signature
   *  of another quote than the one that counts */
  async take(tx: Transaction, by: Author, leadId: number, given: Evidence): Promise<SignedQuote | null> {
    const { signed_quote, booking_payment } = given
    const ids = [signed_quote?.file_id, booking_payment?.file_id].filter(id => id !== undefined)
    const files = await this.#needs.leads.files.onLead(tx, leadId, ids)
    for (const [name, one] of Object.entries(given)) {
      if (!files.has(one.file_id)) {
        const message = `The ${WORDS[name as EvidenceName]} is not a file of this lead`
        const error = { path: `evidence.${name}.file_id`, message }
        throw new AppError('invalid-input', { errors: [error] })
      }
    }
    const author = { userId: by.principal.userId, at: this.#needs.now() }
    if (booking_payment) {
      checkPaidOn(booking_payment.paid_on, {
        ...{ timeZone: this.#needs.timeZone, now: author.at, path: 'evidence.booking_payment.paid_on' },
      })
      await insertPayment(tx, leadId, booking_payment, author)
    }
    return signed_quote ? this.#sign(tx, leadId, signed_quote, author) : null
  }

  /** The quote that counts gets the signed file; where nothing was offered yet, this is the first version. */
  async #sign(
    tx: Transaction,
    leadId: number,
    { file_id, quote_id, amount }: NonNullable<Evidence['signed_quote']>,
    { userId, at }: { userId: number; at: Date },
  ): Promise<SignedQuote | null> {
    const quotes = (await quotesOf(tx, leadId)).filter(isOwn)
    const quote = counting(quotes)
    if (quote && quote_id === undefined)
      throw refused('required-fields', 'signed_quote.quote_id', 'Say which quote it signs')
    if (quote_id !== undefined && quote_id !== quote?.id)
      throw refused('quote-changed', 'signed_quote.quote_id', 'Another quote counts by now')
    if (quote) {
      await updateQuote(tx, quote, { ...quote, file_id, status: 'accepted', is_current: true }, at)
      const current_was = quotes.find(one => one.is_current)?.id ?? null
      return { id: quote.id, was: quote.status, file_was: quote.file_id, current_was }
    }
    if (amount === undefined) return null
    const versions = quotes.map(one => one.version)
    await insertQuote(tx, {
      lead_id: leadId,
      version: 1 + Math.max(0, ...versions),
      amount: Math.round(amount * 100) / 100,
      quoted_on: at.toISOString().slice(0, 10),
      status: 'accepted',
      file_id,
      created_by: userId,
      created_at: at,
    })
    return null
  }

  /** What there is of a lead. */
  async shown(db: Connection, leadId: number): Promise<Shown> {
    return (await this.shownOf(db, [leadId])).get(leadId) ?? NOTHING_SHOWN
  }

  /** What there is of each of these leads. */
  async shownOf(db: Connection, leadIds: readonly number[]): Promise<Map<number, Shown>> {
    const [quotes, payments] = [await quotesOfLeads(db, leadIds), await paymentsOf(db, leadIds)]
    const found = leadIds.map(id => ({
      id,
      quote: counting(quotes.filter(quote => quote.lead_id === id)),
      payment: payments.find(payment => payment.lead_id === id),
    }))
    const files = found.flatMap(({ quote, payment }) =>
      [quote?.file_id, payment?.file_id].filter(file => file != null),
    )
    const leadOf = await this.#needs.leads.files.leadsOf(db, files)
    const isOn = (file: number | null | undefined, id: number) => file != null && leadOf.get(file) === id
    return new Map(
      found.map(({ id, quote, payment }) => [
        id,
        {
          quote,
          isSigned: quote?.status === 'accepted' && isOn(quote.file_id, id),
          payment: payment && isOn(payment.file_id, id) ? payment : null,
        },
      ]),
    )
  }

  /** The same as a refusal names it. */
  async missing(tx: Transaction, asked: readonly EvidenceName[], leadId: number): Promise<FieldError[]> {
    if (asked.length === 0) return []
    return lackingEvidence(asked, await this.shown(tx, leadId)).map(field => {
      const [name = ''] = field.split('.')
      const what = WORDS[name as EvidenceName]
      const message = field === name ? `The checklist needs the ${what}` : `Say what the ${what} comes to`
      return { path: `evidence.${field}`, message }
    })
  }
}

const NOTHING_SHOWN: Shown = { quote: undefined, isSigned: false, payment: null }

/** Of what is asked for, what is not there: `signed_quote.amount` where nothing was offered. */
export function lackingEvidence(
  asked: readonly EvidenceName[],
  { isSigned, quote, payment }: Shown,
): string[] {
  return asked.flatMap(name => {
    if (name === 'booking_payment') return payment ? [] : [name]
    if (isSigned) return []
    return quote ? [name] : [name, `${name}.amount`]
  })
}

const refused = (rule: string, field: string, message: string) =>
  new AppError('rule-violated', { rule, errors: [{ path: `evidence.${field}`, message }] })

const isOwn = (quote: QuoteRecord): boolean => quote.merged_from === null

/** The quote that a signature is of: the current one unless it was declined, else the latest that was accepted. */
function counting(quotes: readonly QuoteRecord[]): QuoteRecord | undefined {
  const own = quotes.filter(isOwn)
  const accepted = own.find(quote => quote.status === 'accepted')
  const current = own.find(quote => quote.is_current && quote.status !== 'declined')
  return current?.status === 'draft' ? (accepted ?? current) : (current ?? accepted)
}

import type { Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Author, LeadsDoor } from '../../leads/index.ts'
import type { ConversionAudit } from '../conversion.service.ts'
import { correctPayment, type KeptPayment, paymentOf } from './evidence.repository.ts'
import type { BookingPayment, BookingPaymentPut } from './evidence.schemas.ts'
import { checkPaidOn } from './paid-on.ts'

export interface PaymentNeeds {
  leads: Pick<LeadsDoor, 'conversion' | 'files'>
  currency: string
  /** By which it is told what day it is. */
  timeZone: string
  audit(tx: Transaction, entry: ConversionAudit): void
  now: () => Date
}

/** Puts booking payments right after they were noted with a conversion. */
export class PaymentService {
  readonly #needs: PaymentNeeds

  constructor(needs: PaymentNeeds) {
    this.#needs = needs
  }

  /** Says what was really paid. What changes nothing is no correction.
   *  @throws AppError "not-found" for a lead without a payment, "edit-conflict" with the payment as it is, "rule-violated" for a day to come,
   *  "invalid-input" for a file of another lead */
  async correct(
    tx: Transaction,
    by: Author,
    leadId: number,
    given: BookingPaymentPut,
  ): Promise<BookingPayment> {
    const { leads, currency, timeZone, audit, now } = this.#needs
    const lead = await leads.conversion.hold(tx, by.principal, leadId, 'convert')
    const before = await paymentOf(tx, leadId)
    if (!before) throw new AppError('not-found')
    if (before.version !== given.version) {
      throw new AppError('edit-conflict', {
        detail: 'Somebody else has corrected the payment meanwhile.',
        current: this.#told(before),
      })
    }
    checkPaidOn(given.paid_on, { timeZone, now: now(), path: 'paid_on' })
    const after: KeptPayment = {
      ...before,
      amount: Math.round(given.amount * 100) / 100,
      paid_on: given.paid_on,
      file_id: given.file_id ?? before.file_id,
    }
    if (after.file_id !== before.file_id) await this.#checkFile(tx, leadId, after.file_id)
    const fields = (['amount', 'paid_on', 'file_id'] as const).filter(field => after[field] !== before[field])
    if (fields.length === 0) return this.#told(before)
    after.version += 1
    await correctPayment(tx, after)
    leads.conversion.announce(tx, 'lead.payment_corrected', lead, by.principal.userId, {
      ...{ amount: after.amount, paid_on: after.paid_on, currency },
      from: { amount: before.amount, paid_on: before.paid_on },
    })
    audit(tx, {
      ...{ ...by, action: 'corrected_booking_payment', leadId },
      details: Object.fromEntries(fields.map(field => [field, { from: before[field], to: after[field] }])),
    })
    return this.#told(after)
  }

  async #checkFile(tx: Transaction, leadId: number, fileId: number | null): Promise<void> {
    if (fileId === null || (await this.#needs.leads.files.onLead(tx, leadId, [fileId])).has(fileId)) return
    throw new AppError('invalid-input', {
      errors: [{ path: 'file_id', message: 'is not a file of this lead' }],
    })
  }

  #told({ amount, paid_on, version }: KeptPayment): BookingPayment {
    return { amount, currency: this.#needs.currency, paid_on, version }
  }
}

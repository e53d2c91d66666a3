import type { Connection, Transaction } from '../../../platform/database/database.ts'

export interface BookingPayment {
  amount: number
  paid_on: string
  file_id: number | null
}

export interface KeptPayment extends BookingPayment {
  id: number
  lead_id: number
  /** Of what the lead has paid; raised by every payment and every correction. */
  version: number
}

export async function insertPayment(
  tx: Transaction,
  leadId: number,
  { amount, paid_on, file_id }: BookingPayment,
  { userId, at }: { userId: number; at: Date },
): Promise<void> {
  await tx.rows(
    `INSERT INTO booking_payments (lead_id, amount, paid_on, file_id, created_by, created_at, version)
     SELECT $1, $2, $3, $4, $5, $6, 1 + coalesce(max(version), 0) FROM booking_payments WHERE lead_id = $1`,
    [leadId, amount, paid_on, file_id, userId, at],
    'insert-booking-payment',
  )
}

/** The last one that was noted. */
export async function paymentOf(db: Connection, leadId: number): Promise<KeptPayment | null> {
  return (await paymentsOf(db, [leadId]))[0] ?? null
}

/** The same of many leads. */
export const paymentsOf = (db: Connection, leadIds: readonly number[]): Promise<KeptPayment[]> =>
  db.rows<KeptPayment>(
    `SELECT DISTINCT ON (lead_id) id, lead_id, amount, paid_on, file_id, version FROM booking_payments
     WHERE lead_id = ANY ($1::int[]) ORDER BY lead_id, id DESC`,
    [leadIds],
    'booking-payments-of-leads',
  )

/** Writes what was really paid. The lead is held. */
export async function correctPayment(
  tx: Transaction,
  { id, amount, paid_on, file_id, version }: Omit<KeptPayment, 'lead_id'>,
): Promise<void> {
  await tx.rows(
    'UPDATE booking_payments SET amount = $2, paid_on = $3, file_id = $4, version = $5 WHERE id = $1',
    [...[id, amount, paid_on, file_id, version]],
  )
}

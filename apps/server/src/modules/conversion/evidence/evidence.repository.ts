import type { Connection, Transaction } from '../../../platform/database/database.ts'

export interface BookingPayment {
  amount: number
  paid_on: string
  file_id: number | null
}

export async function insertPayment(
  tx: Transaction,
  leadId: number,
  { amount, paid_on, file_id }: BookingPayment,
  { userId, at }: { userId: number; at: Date },
): Promise<void> {
  await tx.rows(
    `INSERT INTO booking_payments (lead_id, amount, paid_on, file_id, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [leadId, amount, paid_on, file_id, userId, at],
    'insert-booking-payment',
  )
}

/** The last one that was noted. */
export async function paymentOf(db: Connection, leadId: number): Promise<BookingPayment | null> {
  const [row] = await db.rows<BookingPayment>(
    'SELECT amount, paid_on, file_id FROM booking_payments WHERE lead_id = $1 ORDER BY id DESC LIMIT 1',
    [leadId],
    'booking-payment-of-lead',
  )
  return row ?? null
}

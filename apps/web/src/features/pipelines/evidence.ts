import type { MoveRequest } from './api.ts'

/** What a conversion may ask to be shown, as settings call it. */
export const EVIDENCE_LABELS: Readonly<Record<string, string>> = {
  signed_quote: 'Signed quote',
  booking_payment: 'Booking payment',
}

/** What is given to prove a conversion. */
export interface Evidence {
  signed_quote?: { file_id: number; quote_id?: number; amount?: number }
  booking_payment?: { amount: number; paid_on: string; file_id: number }
}

/** The parts of evidence, in the order in which they are asked for. */
export const EVIDENCE_PARTS: Readonly<Record<string, string>> = {
  'evidence.signed_quote.file_id': 'Signed quote',
  'evidence.signed_quote.amount': 'It comes to',
  'evidence.booking_payment.amount': 'Booking payment',
  'evidence.booking_payment.paid_on': 'Paid on',
  'evidence.booking_payment.file_id': 'Receipt',
}

/** The file of the signed quote, and which quote it signs. */
export const SIGNED = 'evidence.signed_quote.file_id'
export const SIGNS = 'evidence.signed_quote.quote_id'

const PARTS_OF: Readonly<Record<string, readonly string[]>> = {
  'evidence.signed_quote': ['evidence.signed_quote.file_id'],
  // Another quote counts by now: its signature is another one.
  'evidence.signed_quote.quote_id': ['evidence.signed_quote.file_id'],
  'evidence.booking_payment': [
    'evidence.booking_payment.amount',
    'evidence.booking_payment.paid_on',
    'evidence.booking_payment.file_id',
  ],
}

/** What is asked for, part by part. */
export const inParts = (paths: readonly string[]): string[] => [
  ...new Set(paths.flatMap(path => PARTS_OF[path] ?? [path])),
]

/** The evidence among what was filled in. */
export function evidenceOf(values: Readonly<Record<string, string>>): Evidence | undefined {
  const number = (path: string) => Number(values[`evidence.${path}`] ?? '')
  const [signed, paid] = [number('signed_quote.file_id'), number('booking_payment.file_id')]
  const [amount, quote] = [number('signed_quote.amount'), number('signed_quote.quote_id')]
  const evidence: Evidence = {
    ...(signed > 0 && {
      signed_quote: {
        ...{ file_id: signed },
        ...(quote > 0 && { quote_id: quote }),
        ...(amount > 0 && { amount }),
      },
    }),
    ...(paid > 0 && {
      booking_payment: {
        amount: number('booking_payment.amount'),
        paid_on: values['evidence.booking_payment.paid_on'] ?? '',
        file_id: paid,
      },
    }),
  }
  return Object.keys(evidence).length > 0 ? evidence : undefined
}

/** What was filled in for a move or a conversion. */
export type Given = Pick<MoveRequest, 'lost_reason' | 'competitor' | 'note' | 'fields'> & {
  evidence?: Evidence
}

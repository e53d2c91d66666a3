import { formatMoneyInFull } from '../../lib/format-money.ts'
import type { Quote, QuoteStatus } from './quotes-api.ts'

export const STATUS_WORDS: Readonly<Record<QuoteStatus, string>> = {
  draft: 'Draft',
  sent: 'Sent',
  accepted: 'Accepted',
  declined: 'Declined',
}

/** What a version changed against the one before: "₹50,000 less than version 1 (−4.2 %)". Null where there is none before. */
export function changeWords({ version, amount, change }: Quote, currency: string): string | null {
  if (change === null) return null
  const before = `version ${version - 1}`
  if (change === 0) return `as much as ${before}`
  const share = Math.round((change / (amount - change)) * 1000) / 10
  const sign = change < 0 ? '−' : '+'
  return `${formatMoneyInFull(Math.abs(change), currency)} ${change < 0 ? 'less' : 'more'} than ${before} (${sign}${Math.abs(share)} %)`
}

/** What may be said of a quote next. */
export function nextStatuses({ status, is_of_client, merged_from }: Quote): QuoteStatus[] {
  if (is_of_client || merged_from !== null) return []
  return (['sent', 'accepted', 'declined'] as const).filter(next => next !== status)
}

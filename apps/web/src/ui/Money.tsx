import { formatMoney, formatMoneyInFull } from '../lib/format-money.ts'

export interface MoneyProps {
  /** In major units; nothing shows as —. */
  amount: number | null | undefined
  currency?: string
}

/** A short amount with the full one on hover. */
export function Money({ amount, currency = 'INR' }: MoneyProps) {
  const title = amount === null || amount === undefined ? undefined : formatMoneyInFull(amount, currency)
  return <span title={title}>{formatMoney(amount, currency)}</span>
}

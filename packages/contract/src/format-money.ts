const LAKH = 100_000
const CRORE = 10_000_000
/** Figures shown: ₹4.2 L, ₹22.5 L, ₹118 L would be ₹1.18 Cr. */
const FIGURES = 3

/** Money short enough for a table: `₹4.2 L`, `₹1.86 Cr`, `$12.5K`. Lakh and crore only for INR; nothing is `—`. */
export function formatMoney(amount: number | null | undefined, currency = 'INR'): string {
  if (amount === null || amount === undefined) return '—'
  return currency === 'INR' ? formatRupees(amount) : formatOther(amount, currency)
}

/** Money in full, for forms and quotes: `₹2,25,000`, `₹2,25,000.50`. */
export function formatMoneyInFull(amount: number, currency = 'INR'): string {
  const digits = Number.isInteger(amount) ? 0 : 2
  return withMinus(
    new Intl.NumberFormat(currency === 'INR' ? 'en-IN' : 'en', {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(amount),
  )
}

function formatRupees(amount: number): string {
  const size = Math.abs(amount)
  // Rounding may carry 99.96 L over to a crore, so the unit is chosen from the rounded figure.
  if (round(size / LAKH) >= 100) return short(amount, CRORE, ' Cr')
  if (round(size) >= LAKH) return short(amount, LAKH, ' L')
  return formatMoneyInFull(Math.round(amount))
}

function short(amount: number, unit: number, suffix: string): string {
  const figure = round(Math.abs(amount) / unit).toLocaleString('en-IN', { maximumFractionDigits: 2 })
  return `${amount < 0 ? '−' : ''}₹${figure}${suffix}`
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(FIGURES))
}

function formatOther(amount: number, currency: string): string {
  return withMinus(
    new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumSignificantDigits: FIGURES,
    }).format(amount),
  )
}

function withMinus(text: string): string {
  return text.replace('-', '−')
}

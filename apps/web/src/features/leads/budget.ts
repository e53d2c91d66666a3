const LAKH = 100_000
const CRORE = 100 * LAKH
/** The most a budget may be: what the server's column holds. */
const MAX_BUDGET = 999_999_999_999.99

const UNITS: Record<string, number> = {
  '': 1,
  k: 1_000,
  t: 1_000,
  thousand: 1_000,
  l: LAKH,
  lac: LAKH,
  lacs: LAKH,
  lakh: LAKH,
  lakhs: LAKH,
  c: CRORE,
  cr: CRORE,
  crore: CRORE,
  crores: CRORE,
  m: 1_000_000,
  mn: 1_000_000,
  million: 1_000_000,
}

export type BudgetReading = { value: number | null } | { error: string }

/**
 * Reads an amount the way people type it: "22.5 L", "1.2 cr", "₹22,50,000", "2250000", "45k".
 * An empty text is no budget. Major units, rounded to the paisa.
 */
export function readBudget(text: string): BudgetReading {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^(?:₹|rs\.?|inr)\s*/, '')
  if (plain === '') return { value: null }
  if (/^[-−]/.test(plain)) return { error: 'A budget cannot be below 0.' }
  const match = /^(\d[\d,\s]*(?:\.\d+)?|\.\d+)\s*([a-z]*)\.?$/.exec(plain)
  const unit = match ? UNITS[match[2] ?? ''] : undefined
  if (!match || unit === undefined) return { error: 'Write an amount, such as 22.5 L, 1.2 Cr or 2250000.' }
  const value = Math.round(Number(match[1]?.replace(/[,\s]/g, '')) * unit * 100) / 100
  if (!Number.isFinite(value)) return { error: 'Write an amount, such as 22.5 L, 1.2 Cr or 2250000.' }
  return value > MAX_BUDGET ? { error: 'That is more than a budget can hold.' } : { value }
}

/** The amount as it stands in a field: "22,50,000". */
export function writeBudget(value: number | null): string {
  return value === null ? '' : value.toLocaleString('en-IN', { maximumFractionDigits: 2 })
}

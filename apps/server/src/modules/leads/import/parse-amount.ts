const UNITS: Record<string, number> = {
  k: 1e3,
  l: 1e5,
  lac: 1e5,
  lacs: 1e5,
  lakh: 1e5,
  lakhs: 1e5,
  cr: 1e7,
  crore: 1e7,
  crores: 1e7,
  m: 1e6,
  mn: 1e6,
}

/** An amount as people and programs write it: `$22,700.00`, `₹12,50,000`, `22.5 L`, `1.2 cr`; null when the text is none.
 *  A comma groups digits by two or three, a point parts decimals: `22,5` could be either, and is neither. */
export function parseAmount(text: string): number | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^(rs\.?|inr|usd|eur|gbp|aed)\s*/, '')
  const match =
    /^[^\d\s.,+-]?\s*((?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d+)?|\.\d+)\s*([a-z]+)?\.?\s*(?:\/-)?$/.exec(
      plain,
    )
  if (!match?.[1]) return null
  const unit = match[2] === undefined ? 1 : UNITS[match[2]]
  if (unit === undefined) return null
  return Math.round(Number(match[1].replaceAll(',', '')) * unit * 100) / 100
}

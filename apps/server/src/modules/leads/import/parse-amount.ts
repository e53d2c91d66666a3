/** Which sign parts the decimals: 1,234.56 or 1.234,56. */
export type DecimalMark = '.' | ','

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
  mio: 1e6,
  million: 1e6,
  bn: 1e9,
}

const CURRENCY = String.raw`(?:rs\.?|inr|usd|eur|gbp|aed|brl|[a-z]{0,2}\p{Sc})`
const AMOUNT = new RegExp(
  String.raw`^${CURRENCY}?\s*((?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d+)?|\.\d+)\s*((?!only)[a-z]+)?\.?\s*${CURRENCY}?\s*(?:\/-)?(?:\s*only)?$`,
  'u',
)

/** An amount as people and programs write it: `$22,700.00`, `₹ 12,50,000`, `22.5 L`, `1.2 cr`, and with a decimal comma `1.234,56`; null
 *  when the text is none. Groups of digits have two or three. With a decimal point `22,5` could be either, and is neither. */
export function parseAmount(text: string, mark: DecimalMark = '.'): number | null {
  const spaced = text
    .trim()
    .toLowerCase()
    .replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/g, mark === '.' ? ',' : '.')
  const plain = mark === '.' ? spaced : spaced.replace(/[.,]/g, sign => (sign === '.' ? ',' : '.'))
  const match = AMOUNT.exec(plain)
  if (!match?.[1]) return null
  const unit = match[2] === undefined ? 1 : UNITS[match[2]]
  if (unit === undefined) return null
  return Math.round(Number(match[1].replaceAll(',', '')) * unit * 100) / 100
}

/** What the writing of an amount tells of its decimal mark; null when it could be either. */
export function decimalMarkOf(text: string): DecimalMark | null {
  const digits = text.replace(/[^\d.,]/g, '')
  const [point, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')]
  if (point !== -1 && comma !== -1) return point > comma ? '.' : ','
  if (comma !== -1)
    return /^\d{1,3}(,\d{2,3})*,\d{3}$/.test(digits) ? (digits.split(',').length > 2 ? '.' : null) : ','
  if (point !== -1)
    return /^\d{1,3}(\.\d{3})+$/.test(digits) ? (digits.split('.').length > 2 ? ',' : null) : '.'
  return null
}

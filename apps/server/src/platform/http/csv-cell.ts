// A cell that begins so would run as a formula in a spreadsheet (OWASP, "CSV Injection"; some drop white space before it, and
// take full-width signs too); phones in E.164 are let through.
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/
const PLAIN_NUMBER = /^[+-]?[\d. ]+$/

/** A cell of a CSV file (RFC 4180) that a spreadsheet shows and never runs. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const safe = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

import { parseAmount } from '../parse-amount.ts'

const WORD =
  /^((grand|sub|over ?all)[ -]?)?totals?$|^sum(me)?$|^(gesamt|zwischen|end)(summe|betrag)?$|^insgesamt$|^total (general|général)$|^कुल( योग)?$/i

/** Whether a row sums up those above it: a word that says so, and behind it numbers alone. `isNumber` says which cells can be part of a
 *  sum: a phone cannot. */
export function isTotal(cells: readonly string[], isNumber: (index: number) => boolean): boolean {
  const filled = cells.flatMap((cell, index) => {
    const text = cell.trim()
    return text === '' ? [] : [{ text, index }]
  })
  const [first, ...rest] = filled
  if (!first || rest.length === 0 || !WORD.test(first.text.replace(/\s*:$/, ''))) return false
  return rest.every(
    ({ text, index }) => isNumber(index) && (parseAmount(text, '.') ?? parseAmount(text, ',')) !== null,
  )
}

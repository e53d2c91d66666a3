import type { Column } from './table.ts'

/** What people and programs write where nothing is known. */
const NOTHING = new Set([
  '',
  'select',
  'na',
  'n/a',
  'nan',
  'null',
  'none',
  'nil',
  '-',
  '--',
  '.',
  '?',
  'unknown',
  '#n/a',
])

/** From this share of numbers on a column is one of numbers; the rest of it is missing. */
const MOSTLY = 0.95

const AMOUNT = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i
/** As programs write what is beyond all numbers. */
const INFINITE = /^[-+]?inf(inity)?$/i
const GROUPED = /^[-+]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?$/
const DECIMAL_COMMA = /^[-+]?\d{1,3}(\.\d{3})*(,\d+)$|^[-+]?\d+,\d+$/
const ISO_DAY = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[-+]\d{2}:?\d{2})?)?$/

const DAY_MS = 86_400_000

/**
 * The number that a cell holds: grouped (`1,234`, `12,34,567`), with a decimal comma, a currency sign or %, or an ISO date as days since
 * 1970. Infinities as programs write them are numbers, if missing ones (`NumericColumn`). NaN for everything else.
 */
export function readNumber(cell: string): number {
  const text = cell.trim()
  if (ISO_DAY.test(text)) return Date.parse(text.toUpperCase().replace(' ', 'T')) / DAY_MS
  const bare = text.replace(/^([-+]?)\s*(?:\p{Sc}|Rs\.?|INR)\s*/iu, '$1').replace(/\s*(?:%|\p{Sc})$/u, '')
  if (AMOUNT.test(bare)) return Number(bare)
  if (INFINITE.test(bare)) return bare.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (GROUPED.test(bare)) return Number(bare.replaceAll(',', ''))
  if (DECIMAL_COMMA.test(bare)) return Number(bare.replaceAll('.', '').replace(',', '.'))
  return Number.NaN
}

/** Tells of each column of text whether it holds numbers or words. Words that differ in case alone are one. */
export function guessColumns(header: readonly string[], rows: readonly (readonly string[])[]): Column[] {
  return header.map((name, at) => {
    const words = rows.map(cells => (cells[at] ?? '').trim().toLowerCase())
    const known = words.filter(word => !NOTHING.has(word))
    // A hundred cells without a number among them decide it for most columns of words.
    if (known.slice(0, 100).some(word => !Number.isNaN(readNumber(word)))) {
      const values = Float64Array.from(words, readNumber)
      if (values.filter(value => !Number.isNaN(value)).length >= MOSTLY * known.length)
        return { name, kind: 'numeric', values }
    }
    return { name, kind: 'categorical', values: words.map(word => (NOTHING.has(word) ? null : word)) }
  })
}

import type { Measured } from './drive.ts'

/** One line of the table. */
export interface Comparison {
  operation: string
  person: string
  product: Measured
  yardstick: Measured
  /** Requests per second of the product over those of the yardstick. */
  ratio: number
  /** Share of the cache's look-ups that found something, while this was measured; null when there were none. */
  cacheHitRate: number | null
}

/** A whole run, as `--json` keeps it. */
export interface Report {
  leads: number
  at: string
  node: string
  comparisons: Comparison[]
}

/** Columns of text, the first two to the left, the rest to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = [
    'operation',
    'as',
    'req/s',
    'p50 ms',
    'p99 ms',
    'bare req/s',
    'bare p50',
    'bare p99',
    'ratio',
    'cache hits',
    'failed',
  ]
  return table(
    head,
    comparisons.map(({ operation, person, product, yardstick, ratio, cacheHitRate }) => [
      operation,
      person,
      ...figures(product),
      ...figures(yardstick),
      ratio.toFixed(2),
      cacheHitRate === null ? '-' : `${Math.round(cacheHitRate * 100)} %`,
      String(product.failures + yardstick.failures),
    ]),
  )
}

const figures = ({ requestsPerSecond, p50, p99 }: Measured) => [
  Math.round(requestsPerSecond).toString(),
  p50.toFixed(1),
  p99.toFixed(1),
]

/** How much slower this run is than another with other leads: 1.3 means that a request takes 1.3 times as long. */
export function growthTable(now: Report, before: Report): string {
  const rows = now.comparisons.flatMap(({ operation, person, product }) => {
    const other = before.comparisons.find(
      one => one.operation === operation && one.person === person,
    )?.product
    if (!other) return []
    const slower = other.requestsPerSecond / product.requestsPerSecond
    return [
      [
        operation,
        person,
        `${Math.round(other.requestsPerSecond)}`,
        `${Math.round(product.requestsPerSecond)}`,
        slower.toFixed(2),
      ],
    ]
  })
  return table(['operation', 'as', `at ${before.leads}`, `at ${now.leads}`, 'times slower'], rows)
}

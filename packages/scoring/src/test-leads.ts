import { sigmoid } from './log-odds.ts'
import { randomStream } from './random.ts'
import type { FeatureTable } from './table.ts'

/** Closed leads whose true probability is known: it rises with the budget, differs by source, and needs both a villa and a visit. */
export function makeLeads(
  rows: number,
  seed = 7,
): { table: FeatureTable; target: Uint8Array; truth: Float64Array } {
  const random = randomStream(seed)
  const budget = new Float64Array(rows)
  const visits = new Float64Array(rows)
  const source: (string | null)[] = []
  const property: (string | null)[] = []
  const truth = new Float64Array(rows)
  const target = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    budget[row] = random() < 0.15 ? Number.NaN : Math.exp(12 + 3 * random())
    visits[row] = Math.floor(random() * 4)
    source.push(['website', 'referral', 'event', null][Math.floor(random() * 4)] ?? null)
    property.push(random() < 0.5 ? 'villa' : 'flat')
    const size = Number.isNaN(budget[row]) ? 0 : Math.log(budget[row] ?? 1) - 13.5
    const both = property[row] === 'villa' && (visits[row] ?? 0) >= 2 ? 1.6 : 0
    truth[row] = sigmoid(-1.2 + size + both + (source[row] === 'referral' ? 1 : 0))
    target[row] = random() < (truth[row] ?? 0) ? 1 : 0
  }
  const columns = [
    { name: 'budget', kind: 'numeric' as const, values: budget },
    { name: 'visits', kind: 'numeric' as const, values: visits },
    { name: 'source', kind: 'categorical' as const, values: source },
    { name: 'property', kind: 'categorical' as const, values: property },
  ]
  return { table: { rows, columns }, target, truth }
}

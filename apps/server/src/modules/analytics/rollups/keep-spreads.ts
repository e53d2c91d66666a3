import type { Transaction } from '../../../platform/database/database.ts'
import { Spread } from './spread.ts'

/** A spread that changes: whose it is, what is kept of it, and what leads add and take off. */
export interface SpreadChange {
  measure: string
  dimension: string
  is_third: boolean
  team_id: number
  owner_id: number
  month: string
  value: string | null
  spread: Buffer | null
  records: Buffer
}

const KEY = ['measure', 'dimension', 'is_third', 'team_id', 'owner_id', 'month', 'value'] as const
const TYPES = 'text[], $2::text[], $3::bool[], $4::int[], $5::int[], $6::date[], $7::text[]'

/** A spread kept in `report_spreads` for a row `d` with its key; by two ways, each of which finds it by the index. */
export const KEPT_SPREAD = `LEFT JOIN LATERAL (
  SELECT spread FROM report_spreads s WHERE ${KEY.map(name => `s.${name} = d.${name}`).join(' AND ')}
  UNION ALL SELECT spread FROM report_spreads s
  WHERE d.value IS NULL AND s.value IS NULL AND ${KEY.filter(name => name !== 'value')
    .map(name => `s.${name} = d.${name}`)
    .join(' AND ')}) AS old ON true`

/** Puts into spreads what changed. The caller holds the roll-ups. */
export async function keepSpreads(tx: Transaction, changes: readonly SpreadChange[]): Promise<void> {
  const changed = changes.flatMap(change => {
    const spread = new Spread()
    if (change.spread) spread.add(change.spread)
    spread.add(change.records)
    const packed = spread.pack()
    return packed.equals(change.spread ?? Buffer.alloc(0)) ? [] : [{ ...change, spread: packed }]
  })
  if (changed.length === 0) return
  await tx.rows(
    `INSERT INTO report_spreads (${KEY.join(', ')}, spread) SELECT * FROM unnest($1::${TYPES}, $8::bytea[])
     ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET spread = excluded.spread`,
    [...KEY.map(name => changed.map(change => change[name])), changed.map(change => change.spread)],
  )
  // Whose last lead went.
  if (changed.some(change => change.spread.length === 0))
    await tx.rows("DELETE FROM report_spreads WHERE spread = ''")
}

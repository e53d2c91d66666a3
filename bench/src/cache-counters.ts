/** Look-ups in what the product keeps in memory, its cache and its opened leads, since its start. */
export interface CacheCounters {
  hits: number
  misses: number
}

export async function readCacheCounters(productUrl: string): Promise<CacheCounters> {
  const metrics = await (await fetch(`${productUrl}/metrics`)).text()
  return { hits: sumOf(metrics, 'hit'), misses: sumOf(metrics, 'miss') }
}

/** The share of hits between two readings; null when nothing was looked up. */
export function hitRate(before: CacheCounters, after: CacheCounters): number | null {
  const hits = after.hits - before.hits
  const lookUps = hits + after.misses - before.misses
  return lookUps === 0 ? null : hits / lookUps
}

function sumOf(metrics: string, result: 'hit' | 'miss'): number {
  const samples = metrics.matchAll(
    new RegExp(`^(?:cache_reads|lead_rows)_total\\{result="${result}"\\} (\\S+)$`, 'gm'),
  )
  return [...samples].reduce((sum, [, value]) => sum + Number(value), 0)
}

/** Look-ups in the product's cache since its start. */
export interface CacheCounters {
  hits: number
  misses: number
}

export async function readCacheCounters(productUrl: string): Promise<CacheCounters> {
  const metrics = await (await fetch(`${productUrl}/metrics`)).text()
  return { hits: sumOf(metrics, 'hits'), misses: sumOf(metrics, 'misses') }
}

/** The share of hits between two readings; null when nothing was looked up. */
export function hitRate(before: CacheCounters, after: CacheCounters): number | null {
  const hits = after.hits - before.hits
  const lookUps = hits + after.misses - before.misses
  return lookUps === 0 ? null : hits / lookUps
}

function sumOf(metrics: string, kind: string): number {
  const samples = metrics.matchAll(new RegExp(`^\\w*cache_${kind}_total(?:\\{[^}]*\\})? ([\\d.e+]+)$`, 'gm'))
  return [...samples].reduce((sum, [, value]) => sum + Number(value), 0)
}

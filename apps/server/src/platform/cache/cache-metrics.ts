import { Counter, type Registry } from 'prom-client'
import type { Cache } from './cache.ts'

/** How often the cache had what was asked for. */
export function cacheMetrics(cache: Pick<Cache, 'stats'>): (registry: Registry) => void {
  return registry => {
    new Counter({
      name: 'cache_reads_total',
      help: 'Reads of the cache, by whether the value was there',
      labelNames: ['result'],
      registers: [registry],
      collect() {
        this.reset()
        this.inc({ result: 'hit' }, cache.stats.hits)
        this.inc({ result: 'miss' }, cache.stats.misses)
      },
    })
  }
}

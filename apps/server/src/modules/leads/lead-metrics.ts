import { Counter, type Registry } from 'prom-client'
import type { LeadRowCache } from './lead-row-cache.ts'

/** How often a lead was ready to be sent, and how often it had to be read and decrypted. */
export function leadMetrics(registry: Registry, cache: LeadRowCache): void {
  new Counter({
    name: 'lead_rows_total',
    help: 'Leads sent, by whether they were ready in memory (hit) or not (miss)',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset()
      this.inc({ result: 'hit' }, cache.hits)
      this.inc({ result: 'miss' }, cache.misses)
    },
  })
}

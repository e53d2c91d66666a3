import { Gauge } from 'prom-client'
import type { MetricsSource } from './metrics.ts'

/** What is asked of a pool of database connections. */
interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

/** Connections of the pool by what they do, and the requests that wait for one: read when somebody looks. */
export function poolMetrics(pool: PoolCounts): MetricsSource {
  return registry => {
    new Gauge({
      name: 'database_connections',
      help: 'Connections of the pool; `waiting` are requests for one',
      labelNames: ['state'],
      registers: [registry],
      collect() {
        this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
        this.set({ state: 'idle' }, pool.idleCount)
        this.set({ state: 'waiting' }, pool.waitingCount)
      },
    })
  }
}

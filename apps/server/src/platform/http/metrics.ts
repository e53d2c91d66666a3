import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Adds what one part of the platform measures, such as the connections of the pool. */
export type MetricsSource = (registry: Registry) => void

type Observer = ReturnType<Histogram['labels']>

/** `GET /metrics` in the format of Prometheus: how long requests took by route, method and status, the process and its event
 *  loop, and what `sources` add. Shown to this machine, and elsewhere to people who administer. */
export function serveMetrics(app: FastifyInstance, sources: readonly MetricsSource[]): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const source of sources) source(registry)
  measureRequests(app, registry)

  const access = { module: 'Administration', action: 'manage_settings', orLoopback: true } as const
  app.get('/metrics', { config: { access }, schema: { hide: true } }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics())
  })
  app.addHook('onClose', async () => registry.clear())
}

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  // Looking labels up costs more than observing: one observer for each route and status is kept.
  const observers = new WeakMap<object, Map<number, Observer>>()
  app.addHook('onResponse', (request, reply, done) => {
    const { config, url = 'unmatched' } = request.routeOptions
    let ofRoute = observers.get(config)
    if (!ofRoute) {
      ofRoute = new Map()
      observers.set(config, ofRoute)
    }
    let observer = ofRoute.get(reply.statusCode)
    if (!observer) {
      observer = histogram.labels(request.method, url, String(reply.statusCode))
      ofRoute.set(reply.statusCode, observer)
    }
    observer.observe(reply.elapsedTime / 1000)
    done()
  })
}

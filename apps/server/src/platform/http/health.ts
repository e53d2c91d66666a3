import type { FastifyInstance } from 'fastify'
import { AppError } from '../errors.ts'

/** `GET /healthz` answers as long as the process does; `GET /readyz` once it may be sent requests, and not while it stops. */
export function serveHealth(app: FastifyInstance, isReady: () => boolean): void {
  const options = { config: { access: 'public' }, schema: { hide: true } } as const
  let isClosing = false
  app.addHook('preClose', done => {
    isClosing = true
    done()
  })
  app.get('/healthz', options, async () => ({ status: 'ok' }))
  app.get('/readyz', options, async () => {
    if (isClosing || !isReady()) throw new AppError('unavailable')
    return { status: 'ready' }
  })
}

import type { Permission, Principal } from '@optimwalls/permissions'
import type { FastifyRequest } from 'fastify'
import { pino } from 'pino'
import type { Refusal } from './access.ts'
import { describeError } from './log.ts'
import { buildHttp, type Http, type HttpNeeds } from './server.ts'

/** Someone who may see leads and nothing else. */
export const SALESPERSON: Principal = {
  userId: 7,
  name: 'Asha Rao',
  roles: ['Employee'],
  teamId: 1,
  teamIds: [],
  sessionId: 1,
  permissions: [{ module: 'CRM', action: 'view', scope: 'own' }],
}

/** A server for tests of the platform: the cookie `user=7` signs the salesperson in, `user=8` another of the kind. */
export interface TestHttp {
  http: Http
  /** What was logged, each line parsed. */
  logged: Record<string, unknown>[]
  refused: { route: string | undefined; userId: number; access: Permission | Refusal }[]
  /** Why, and from which route. */
  turnedAway: string[]
}

export async function buildTestHttp(needs: Partial<HttpNeeds> = {}): Promise<TestHttp> {
  const logged: Record<string, unknown>[] = []
  const refused: TestHttp['refused'] = []
  const turnedAway: string[] = []
  const lines = { write: (line: string) => void logged.push(JSON.parse(line)) }
  const http = await buildHttp({
    config: { port: 3000, publicUrl: 'https://crm.example', trustProxy: false },
    log: pino({ level: 'debug', serializers: { err: describeError } }, lines),
    version: '0.0.0',
    isReady: () => true,
    authenticate: async request => signedIn(request),
    scopeOf: (principal, { module, action }) =>
      principal.permissions.find(grant => grant.module === module && grant.action === action)?.scope ?? null,
    onRefused: (request, principal, access) => {
      refused.push({ route: request.routeOptions.url, userId: principal.userId, access })
    },
    onTurnedAway: (request, why) => void turnedAway.push(`${why} ${request.routeOptions.url}`),
    ...needs,
  })
  return { http, logged, refused, turnedAway }
}

function signedIn(request: FastifyRequest): Principal | null {
  const userId = Number(/user=(\d+)/.exec(request.headers.cookie ?? '')?.[1])
  return userId > 0 ? { ...SALESPERSON, userId } : null
}

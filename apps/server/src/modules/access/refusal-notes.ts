import type { Permission, Principal } from '@optimwalls/permissions'
import type { FastifyRequest } from 'fastify'
import type { Refusal } from '../../platform/http/access.ts'
import type { Refusals } from './refusals.ts'
import { viewingOf } from './view-as/viewing.ts'

/** What the others tell of people who were refused; all of it is in the audit log. */
export interface RefusalNotes {
  /** Someone signed in asked for what they may not do. */
  onRefused(request: FastifyRequest, principal: Principal, why: Permission | Refusal): void
  /** Somebody asks too often, or names a record that is out of their reach or not there. */
  onTurnedAway(request: FastifyRequest, why: 'too-many-requests' | 'not-found'): void
  /** A live page asked to be at a record that its person may not see, or that does not exist. */
  onTopicRefused(principal: Principal, topic: string): void
  /** Somebody came with a link to a file that has run out, or that never was. */
  onLinkRefused(request: FastifyRequest): void
  /** Work that somebody had begun was stopped, since they may not do it any more. `job` names it, `reason` says why in a few words. */
  onStopped(userId: number, job: string, reason: string): void
}

const REASONS: Record<Refusal, string> = {
  'second-factor-needed': 'the second step is not set up',
  'view-as-read-only': 'looking on changes nothing',
  'for-people': 'this is for people, not for API keys',
}

const OUT_OF_REACH = 'not within reach, or not there'

/** What the records of these addresses are called in the log. */
const RECORDS: Readonly<Record<string, string>> = {
  leads: 'lead',
  clients: 'client',
  users: 'user',
  teams: 'team',
  roles: 'role',
}

/** Which record an address names, where the log knows its kind. */
function recordOf(url: string, params: unknown): { recordType: string; recordId: number } | undefined {
  const recordType = RECORDS[/^\/crm\/(\w+)\/:id/.exec(url)?.[1] ?? '']
  const recordId = Number((params as { id?: unknown }).id)
  return recordType !== undefined && Number.isSafeInteger(recordId) ? { recordType, recordId } : undefined
}

export function createRefusalNotes(refusals: Refusals): RefusalNotes {
  return {
    onRefused(request, principal, why) {
      const route = `${request.method} ${request.routeOptions.url}`
      const viewing = viewingOf(principal)
      const userId = viewing?.by ?? principal.userId
      const isReason = typeof why === 'string'
      // An open page asks for many things at once; that its person lacks the second step is one refusal.
      refusals.note(`${userId} ${why === 'second-factor-needed' ? why : route}`, {
        userId,
        action: 'refused',
        ...(!isReason && { module: why.module }),
        allowed: false,
        ip: request.ip,
        requestId: request.id,
        ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        details: {
          route,
          ...(isReason ? { reason: REASONS[why] } : { action: why.action }),
          ...(viewing && { viewing_as: viewing.as }),
        },
      })
    },
    onTurnedAway({ caller, ip, id, method, routeOptions: { url = '' }, params }, why) {
      const viewing = caller && viewingOf(caller)
      const userId = viewing?.by ?? caller?.userId ?? null
      const route = `${method} ${url}`
      const isLimit = why === 'too-many-requests'
      // A limit is often one of all routes together; whoever tries ids does so by one route.
      refusals.note(isLimit ? `limit ${userId ?? ip}` : `${userId} not found ${route}`, {
        userId,
        action: 'refused',
        allowed: false,
        ip,
        requestId: id,
        ...(!isLimit && recordOf(url, params)),
        ...(caller?.apiKeyId !== undefined && { apiKeyId: caller.apiKeyId }),
        details: {
          route,
          reason: isLimit ? 'too many requests' : OUT_OF_REACH,
          ...(viewing && { viewing_as: viewing.as }),
        },
      })
    },
    onTopicRefused({ userId }, topic) {
      const [kind, id] = topic.split(':')
      refusals.note(`${userId} socket ${kind}`, {
        userId,
        action: 'refused',
        recordType: kind ?? '',
        recordId: Number(id),
        allowed: false,
        details: { socket: kind, reason: OUT_OF_REACH },
      })
    },
    onLinkRefused({ ip, id }) {
      refusals.note(`file link ${ip}`, {
        userId: null,
        action: 'refused',
        allowed: false,
        ip,
        requestId: id,
        details: { route: 'GET /files/*', reason: 'the link to a file has run out, or never was' },
      })
    },
    onStopped(userId, job, reason) {
      refusals.note(`${userId} job ${job}`, {
        userId,
        action: 'refused',
        allowed: false,
        details: { job, reason },
      })
    },
  }
}

import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { originOf } from '../access.routes.ts'
import { IdParams } from '../admin/wire.ts'
import { audit } from '../audit.ts'
import { findAvailability, saveAvailability, type Taker } from './availability.repository.ts'
import { Availability, AvailabilityBody } from './availability.schemas.ts'
import { dayIn, isAway } from './is-away.ts'

/** When people take new leads, or clients to design for: each says it of themselves, and whoever assigns leads to them. */
export function availabilityRoutes(
  http: Http,
  { db, config, now }: Pick<AccessPlatform, 'db' | 'config' | 'now'>,
): void {
  const tags = ['People']
  const access = {
    access: { module: 'CRM', action: 'view', or: { module: 'Design', action: 'edit' } },
  } as const
  const today = (person: Taker) => dayIn(person.time_zone ?? config.timeZone, now())
  const toAvailability = (person: Taker): Availability => {
    const { capacity, expertise, languages, areas, hours, leaves } = person
    return {
      ...{ capacity, expertise, languages, areas, hours, leaves },
      is_out_today: person.out_on === today(person),
      is_away: isAway(person, today(person)),
      takes: person.takes_leads ? 'leads' : 'clients',
    }
  }

  http.get(
    '/crm/users/:id/availability',
    {
      config: access,
      schema: {
        tags,
        summary: 'When a person takes new leads, and which suit them: yourself, or whom you assign leads to',
        params: IdParams,
        response: { 200: Availability },
      },
    },
    async request =>
      toAvailability(inReach(request.principal, await findAvailability(db, request.params.id))),
  )

  http.put(
    '/crm/users/:id/availability',
    {
      config: access,
      schema: {
        tags,
        summary: 'Set capacity, expertise, languages, cities, hours and leave of a person',
        params: IdParams,
        body: AvailabilityBody,
        response: { 200: Availability },
      },
    },
    async request => {
      const { principal, body, params } = request
      const person = inReach(principal, await findAvailability(db, params.id))
      check(body)
      await db.inTransaction(async tx => {
        await saveAvailability(tx, person.id, body, body.is_out_today ? today(person) : null)
        audit(tx, {
          userId: principal.userId,
          action: 'changed_availability',
          module: 'CRM',
          recordType: 'user',
          recordId: person.id,
          ...originOf(request),
          ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
          details: { capacity: body.capacity, leaves: body.leaves.length, is_out_today: body.is_out_today },
        })
      })
      return toAvailability(inReach(principal, await findAvailability(db, params.id)))
    },
  )
}

/** @throws AppError "not-found" for anybody but the caller and those whom they assign leads to */
function inReach(principal: Principal, person: Taker | undefined): Taker {
  const scope = scopeOf(principal, 'CRM', 'assign')
  const belonging = person && { owner: person.id, team: person.team_id }
  const isReached =
    belonging &&
    (person.id === principal.userId || (scope !== null && isWithin(reachOf(principal, scope), belonging)))
  if (!person || !isReached) throw new AppError('not-found')
  return person
}

/** @throws AppError "invalid-input" naming the field */
function check({ hours, leaves }: AvailabilityBody): void {
  for (const [day, span] of (hours ?? []).entries())
    if (span && span.from >= span.to) throw invalidInput(`hours.${day}.to`, 'must be later than from')
  for (const [i, { from, to }] of leaves.entries())
    if (to < from) throw invalidInput(`leaves.${i}.to`, 'must not be before from')
}

import type { Database } from '../../../platform/database/database.ts'
import { invalidInput } from '../../../platform/errors.ts'
import type { Http } from '../../../platform/http/server.ts'
import { audit, type People } from '../../access/index.ts'
import { may } from '../activities.routes.ts'
import { isTimeZone } from '../is-time-zone.ts'
import { ResponseRulesBody } from './response.schemas.ts'
import type { ResponseRuleBook } from './response-rules.ts'

export interface ResponseRoutesNeeds {
  db: Database
  people: People
  rules: ResponseRuleBook
}

export function responseRoutes(http: Http, { db, people, rules }: ResponseRoutesNeeds): void {
  const tags = ['First response']

  http.get(
    '/crm/settings/response',
    {
      config: may('configure_activities'),
      schema: {
        tags,
        summary: 'Working hours, holidays, and how fast a new lead is to be contacted',
        response: { 200: ResponseRulesBody },
      },
    },
    async () => (await rules.get()).body,
  )

  http.put(
    '/crm/settings/response',
    {
      config: may('configure_activities'),
      schema: {
        tags,
        summary: 'Set up working hours, holidays and targets; new leads follow them',
        body: ResponseRulesBody,
        response: { 200: ResponseRulesBody },
      },
    },
    async request => {
      await check(request.body, new Set((await people.teams(request.principal)).map(team => team.id)))
      await db.inTransaction(async tx => {
        await rules.write(tx, request.body)
        audit(tx, {
          userId: request.principal.userId,
          action: 'changed_response_rules',
          module: 'CRM',
          ip: request.ip,
          requestId: request.id,
        })
      })
      return rules.renew()
    },
  )
}

/** @throws AppError "invalid-input" naming the field */
async function check(
  { hours, holidays, targets }: ResponseRulesBody,
  teams: ReadonlySet<number>,
): Promise<void> {
  const checkTeam = (id: number | null, path: string) => {
    if (id !== null && !teams.has(id)) throw invalidInput(path, 'is not a team')
  }
  const once = (seen: Set<string>, key: string, path: string) => {
    if (seen.has(key)) throw invalidInput(path, 'stands here twice')
    seen.add(key)
  }
  const [seenHours, seenDays, seenTargets] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const [i, { team_id, time_zone, days }] of hours.entries()) {
    checkTeam(team_id, `hours.${i}.team_id`)
    once(seenHours, String(team_id), `hours.${i}.team_id`)
    if (time_zone !== null && !isTimeZone(time_zone))
      throw invalidInput(`hours.${i}.time_zone`, 'is not a time zone such as Asia/Kolkata')
    for (const [day, span] of days.entries())
      if (span && span.from >= span.to)
        throw invalidInput(`hours.${i}.days.${day}.to`, 'must be later than from')
  }
  if (!seenHours.has('null')) throw invalidInput('hours', 'must say when the whole firm works')
  for (const [i, { team_id, day }] of holidays.entries()) {
    checkTeam(team_id, `holidays.${i}.team_id`)
    once(seenDays, `${team_id} ${day}`, `holidays.${i}.day`)
  }
  for (const [i, { source, is_hot }] of targets.entries())
    once(seenTargets, `${source} ${is_hot}`, `targets.${i}.source`)
}

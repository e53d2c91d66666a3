import type { Principal } from '@optimwalls/permissions'
import { scopeCondition } from '../access/index.ts'
import {
  KEPT_RESPONSE,
  OUTCOME,
  outcomeOf,
  type RawOutcome,
  type RawResponse,
  RESPONSE,
  responseOf,
} from './lead-reports.ts'
import {
  ALL,
  conditionOf,
  type Extras,
  partedReport,
  type Question,
  questionOf,
  type ReportNeeds,
} from './parted-report.ts'
import type { PeopleQuery, Range, TeamReport } from './reports.schemas.ts'

interface Work {
  due: number
  kept: number
  visits: number
}

/** How people or teams do: what came to them, how soon they answered, what they kept of what they had planned, what they won. */
export function teamReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = 'owner', ...query }: PeopleQuery,
): Promise<TeamReport> {
  const question = questionOf(needs, principal, query, [by])
  const blank = {
    received: 0,
    converted: 0,
    lost: 0,
    revenue: 0,
    answered: 0,
    response_median: null,
    response_p90: null,
  }
  return partedReport<
    RawOutcome & RawResponse,
    Omit<TeamReport['groups'][number], 'keys' | 'leads' | 'previous'>,
    Work
  >(needs, question, {
    columns: `${OUTCOME}, ${RESPONSE}`,
    kept: KEPT_RESPONSE,
    extras: { blank, count: range => workIn(needs, question, range, by) },
    figures: (raw, _total, work) => ({
      ...outcomeOf(raw),
      ...responseOf(raw),
      follow_ups_due: work?.due ?? 0,
      follow_ups_kept: work?.kept ?? 0,
      visits: work?.visits ?? 0,
    }),
  })
}

/** What people within reach had to do, and did, with leads within reach, whenever these came. */
async function workIn(
  needs: ReportNeeds,
  { principal, filters }: Question,
  { from, to }: Range,
  by: 'owner' | 'team',
): Promise<Extras<Work>> {
  const { assigned_to, team_id, ...ofLeads } = filters
  const { sql, values, put } = await conditionOf(needs, principal, ofLeads)
  const who = { owner: 'u.id', team: 'u.team_id' }
  const ofPeople = [scopeCondition(principal, 'Analytics', 'view', who, values)]
  for (const [column, wanted] of [
    [who.owner, assigned_to],
    [who.team, team_id],
  ] as const) {
    if (wanted?.length) ofPeople.push(`coalesce(${column}::text, 'none') = ANY (${put(wanted)}::text[])`)
  }
  const zone = put(needs.timeZone)
  const first = `(${put(from)}::date::timestamp AT TIME ZONE ${zone})`
  const end = `((${put(to)}::date + 1)::timestamp AT TIME ZONE ${zone})`
  const within = (column: string) => `${column} >= ${first} AND ${column} < ${end}`
  const rows = await needs.db.rows<Work & { key: string | null; is_total: boolean }>(
    `SELECT ${who[by]}::text AS key, grouping(${who[by]}) = 1 AS is_total, coalesce(sum(due), 0) AS due, coalesce(sum(kept), 0) AS kept,
       coalesce(sum(visits), 0) AS visits
     FROM (
       SELECT f.assigned_to AS user_id, 1 AS due, (date_trunc('day', f.done_at AT TIME ZONE ${zone}) <= f.due_at AT TIME ZONE ${zone})::int AS kept,
         0 AS visits
       FROM follow_ups f JOIN leads l ON l.id = f.lead_id WHERE ${within('f.due_at')} AND ${sql}
       UNION ALL
       SELECT a.user_id, 0, 0, 1 FROM activities a JOIN leads l ON l.id = a.lead_id
       WHERE a.type = 'site_visit' AND a.deleted_at IS NULL AND ${within('a.happened_at')} AND ${sql}
     ) AS w JOIN users u ON u.id = w.user_id WHERE ${ofPeople.join(' AND ')} GROUP BY GROUPING SETS ((), (${who[by]}))`,
    values,
  )
  return new Map(rows.map(({ key, is_total, ...work }) => [is_total ? ALL : JSON.stringify([key]), work]))
}

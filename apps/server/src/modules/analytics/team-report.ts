import type { Principal } from '@optimwalls/permissions'
import { scopeCondition } from '../access/index.ts'
import { deedLeads } from './deed-leads.ts'
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
import { FOLLOW_UP } from './rollups/keep-deeds.ts'
import { keptDeeds } from './rollups/kept-deeds.ts'
import { keptFrom } from './rollups/kept-leads.ts'

interface Work {
  due: number
  kept: number
  visits: number
}

/** How people or teams do: what came to them, how soon they answered, what they kept of what they had planned, what they won. */
export async function teamReport(
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
  const { total, groups, ...report } = await partedReport<
    RawOutcome & RawResponse,
    Omit<TeamReport['groups'][number], 'keys' | 'leads' | 'deeds' | 'previous'>,
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
  const { range } = report
  return {
    ...report,
    total: { ...total, deeds: deedLeads(question, range, [], []) },
    groups: groups.map(group => ({
      ...group,
      deeds: deedLeads(question, range, [by], [group.keys[0]?.value ?? null]),
    })),
  }
}

/** What people within reach had to do, and did, with leads within reach, whenever these came: from the roll-ups, else from the rows. */
async function workIn(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  by: 'owner' | 'team',
): Promise<Extras<Work>> {
  return (await keptWorkIn(needs, question, range, by)) ?? readWorkIn(needs, question, range, by)
}

const WHO = { owner: 'u.id', team: 'u.team_id' }

/** Adds the people whose work is asked for, within the caller's reach. */
function ofPeople({ principal, filters }: Question, values: unknown[]): string {
  const conditions = [scopeCondition(principal, 'Analytics', 'view', WHO, values)]
  for (const [column, wanted] of [
    [WHO.owner, filters.assigned_to],
    [WHO.team, filters.team_id],
  ] as const) {
    if (wanted?.length)
      conditions.push(`coalesce(${column}::text, 'none') = ANY ($${values.push(wanted)}::text[])`)
  }
  return conditions.join(' AND ')
}

/** Work by person, in SQL with `due`, `kept` and `visits`, summed up by who they are or by their teams, and all in all. */
const summed = (by: 'owner' | 'team', work: string, of: string) =>
  `SELECT ${WHO[by]}::text AS key, grouping(${WHO[by]}) = 1 AS is_total, coalesce(sum(due), 0) AS due, coalesce(sum(kept), 0) AS kept,
     coalesce(sum(visits), 0) AS visits
   FROM (${work}) AS w JOIN users u ON u.id = w.user_id WHERE ${of} GROUP BY GROUPING SETS ((), (${WHO[by]}))`

type WorkRow = Work & { key: string | null; is_total: boolean }
const byKey = (rows: readonly WorkRow[]): Extras<Work> =>
  new Map(
    rows.map(({ key, is_total, due, kept, visits }) => [
      is_total ? ALL : JSON.stringify([key]),
      { due, kept, visits },
    ]),
  )

async function keptWorkIn(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  by: 'owner' | 'team',
): Promise<Extras<Work> | null> {
  const values: unknown[] = []
  const ofType = `type IN ('${FOLLOW_UP}', 'site_visit')`
  const deeds = keptDeeds(needs, question, values, { range, isByDay: false, ofType })
  if (!deeds) return null
  const sum = (of: string, type: string) => `coalesce(sum(${of}) FILTER (WHERE type = '${type}'), 0)`
  const work = `SELECT user_id, ${sum('n', FOLLOW_UP)} AS due, ${sum('contacts', FOLLOW_UP)} AS kept, ${sum('n', 'site_visit')} AS visits
    FROM (${deeds.sql}) AS k GROUP BY user_id`
  const text = `${deeds.head}
    SELECT ready.is_ready, figures.* FROM ready CROSS JOIN (${summed(by, work, ofPeople(question, values))}) AS figures
    WHERE is_total OR due <> 0 OR visits <> 0`
  const rows = await keptFrom<WorkRow & { is_ready: boolean }>(needs, question, text, values)
  return rows[0]?.is_ready ? byKey(rows) : null
}

async function readWorkIn(
  needs: ReportNeeds,
  question: Question,
  { from, to }: Range,
  by: 'owner' | 'team',
): Promise<Extras<Work>> {
  const { assigned_to: _people, team_id: _teams, ...ofLeads } = question.filters
  const { sql, values, put } = await conditionOf(needs, question.principal, ofLeads)
  const zone = put(needs.timeZone)
  const first = `(${put(from)}::date::timestamp AT TIME ZONE ${zone})`
  const end = `((${put(to)}::date + 1)::timestamp AT TIME ZONE ${zone})`
  const within = (column: string) => `${column} >= ${first} AND ${column} < ${end}`
  const work = `SELECT f.assigned_to AS user_id, 1 AS due, (date_trunc('day', f.done_at AT TIME ZONE ${zone}) <= f.due_at AT TIME ZONE ${zone})::int AS kept,
      0 AS visits
    FROM follow_ups f JOIN leads l ON l.id = f.lead_id WHERE ${within('f.due_at')} AND ${sql}
    UNION ALL
    SELECT a.user_id, 0, 0, 1 FROM activities a JOIN leads l ON l.id = a.lead_id
    WHERE a.type = 'site_visit' AND a.deleted_at IS NULL AND ${within('a.happened_at')} AND ${sql}`
  return byKey(await needs.db.rows<WorkRow>(summed(by, work, ofPeople(question, values)), values))
}

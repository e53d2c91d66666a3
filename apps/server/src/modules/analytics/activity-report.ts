import type { Principal } from '@optimwalls/permissions'
import { scopeCondition } from '../access/index.ts'
import { keyOf } from './dimensions.ts'
import { conditionOf, namesFor, type Question, questionOf, type ReportNeeds } from './parted-report.ts'
import type { ActivityQuery, ActivityReport, Range } from './reports.schemas.ts'

type Deeds = Omit<ActivityReport['groups'][number], 'keys' | 'previous'>
type DeedRow = Deeds & { is_total: boolean; k: (string | null)[] }
type By = NonNullable<ActivityQuery['by']>

const KINDS = ['call', 'email', 'meeting', 'site_visit', 'note', 'whatsapp', 'sms'] as const

/** What people within reach did with leads within reach, whenever these came. */
export async function activityReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = ['month'], ...query }: ActivityQuery,
): Promise<ActivityReport> {
  const question = questionOf(needs, principal, query, by)
  const { range, compared } = question
  const [now, before, names] = await Promise.all([
    deedsIn(needs, question, range, by),
    compared && deedsIn(needs, question, compared, by),
    namesFor(needs, principal),
  ])
  return {
    range,
    compared,
    total: { ...now.total, previous: before?.total ?? null },
    groups: [...now.groups].map(([values, deeds]) => ({
      keys: (JSON.parse(values) as (string | null)[]).map((value, place) =>
        keyOf(by[place] ?? 'owner', value, names),
      ),
      ...deeds,
      previous: before?.groups.get(values) ?? null,
    })),
  }
}

async function deedsIn(
  needs: ReportNeeds,
  { principal, filters }: Question,
  { from, to }: Range,
  by: By,
): Promise<{ total: Deeds; groups: Map<string, Deeds> }> {
  const { assigned_to, team_id, ...ofLeads } = filters
  const { sql, values, put } = await conditionOf(needs, principal, ofLeads)
  const who = { owner: 'u.id', team: 'u.team_id' }
  const conditions = [
    sql,
    'a.deleted_at IS NULL',
    scopeCondition(principal, 'Analytics', 'view', who, values),
  ]
  if (assigned_to?.length) conditions.push(`coalesce(u.id::text, 'none') = ANY (${put(assigned_to)}::text[])`)
  if (team_id?.length) conditions.push(`coalesce(u.team_id::text, 'none') = ANY (${put(team_id)}::text[])`)
  const zone = put(needs.timeZone)
  conditions.push(`a.happened_at >= (${put(from)}::date::timestamp AT TIME ZONE ${zone})`)
  conditions.push(`a.happened_at < ((${put(to)}::date + 1)::timestamp AT TIME ZONE ${zone})`)
  const keys = by.map((name, place) =>
    name === 'owner' || name === 'team'
      ? `${who[name]}::text AS k${place}`
      : `to_char(date_trunc('${name}', a.happened_at AT TIME ZONE ${zone}), 'YYYY-MM-DD') AS k${place}`,
  )
  const columns = by.map((_, place) => `k${place}`)
  const isTotal = columns.length > 0 ? `grouping(${columns[0]}) = 1` : 'true'
  const sets =
    columns.length > 0
      ? `GROUP BY GROUPING SETS ((), (${columns.join(', ')})) ORDER BY ${columns.join(', ')}`
      : ''
  const rows = await needs.db.rows<DeedRow>(
    `SELECT ${isTotal} AS is_total, ARRAY[${columns.join(', ')}]::text[] AS k, count(*) AS activities,
       count(*) FILTER (WHERE is_contact) AS contacts, ${KINDS.map(kind => `count(*) FILTER (WHERE type = '${kind}') AS ${kind}`).join(', ')}
     FROM (SELECT ${['a.type', 'a.is_contact', ...keys].join(', ')} FROM activities a JOIN leads l ON l.id = a.lead_id
       LEFT JOIN users u ON u.id = a.user_id WHERE ${conditions.join(' AND ')}) AS d ${sets}`,
    values,
  )
  const groups = new Map<string, Deeds>()
  let total: Deeds | undefined
  for (const { is_total, k, ...deeds } of rows) {
    if (is_total) total = deeds
    else groups.set(JSON.stringify(k), deeds)
  }
  if (!total) throw new Error('an aggregate without its sum')
  return { total, groups }
}

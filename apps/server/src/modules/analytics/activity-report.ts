import type { Principal } from '@optimwalls/permissions'
import { scopeCondition } from '../access/index.ts'
import { counterpartOf } from './counterpart.ts'
import { deedLeads } from './deed-leads.ts'
import { keyOf } from './dimensions.ts'
import { conditionOf, namesFor, type Question, questionOf, type ReportNeeds } from './parted-report.ts'
import type { ActivityQuery, ActivityReport, Range } from './reports.schemas.ts'
import { FOLLOW_UP } from './rollups/keep-deeds.ts'
import { keptDeeds } from './rollups/kept-deeds.ts'
import { keptFrom } from './rollups/kept-leads.ts'

type Deeds = Omit<ActivityReport['groups'][number], 'keys' | 'leads' | 'previous'>
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
    total: { ...now.total, leads: deedLeads(question, range, [], []), previous: before?.total ?? null },
    groups: [...now.groups].map(([values, deeds]) => {
      const k = JSON.parse(values) as (string | null)[]
      return {
        keys: k.map((value, place) => keyOf(by[place] ?? 'owner', value, names)),
        ...deeds,
        leads: deedLeads(question, range, by, k),
        previous:
          (compared && before?.groups.get(JSON.stringify(counterpartOf(by, k, range, compared)))) ?? null,
      }
    }),
  }
}

/** From the roll-ups, else from the activities themselves. */
async function deedsIn(needs: ReportNeeds, question: Question, range: Range, by: By): Promise<DeedsBy> {
  return (await keptDeedsIn(needs, question, range, by)) ?? readDeedsIn(needs, question, range, by)
}

interface DeedsBy {
  total: Deeds
  groups: Map<string, Deeds>
}

const WHO = { owner: 'u.id', team: 'u.team_id' }

/** Adds the people whose deeds are asked for, within the caller's reach. */
function ofPeople({ principal, filters }: Question, values: unknown[]): string {
  const { assigned_to, team_id } = filters
  const conditions = [scopeCondition(principal, 'Analytics', 'view', WHO, values)]
  const oneOf = (column: string, wanted: readonly string[]) =>
    `coalesce(${column}::text, 'none') = ANY ($${values.push(wanted)}::text[])`
  if (assigned_to?.length) conditions.push(oneOf(WHO.owner, assigned_to))
  if (team_id?.length) conditions.push(oneOf(WHO.team, team_id))
  return conditions.join(' AND ')
}

/** The groups of deeds, in SQL; `day` is the column with the day. */
const keysOf = (by: By, day: string): string[] =>
  by.map((name, place) =>
    name === 'owner' || name === 'team'
      ? `${WHO[name]}::text AS k${place}`
      : `to_char(date_trunc('${name}', ${day}), 'YYYY-MM-DD') AS k${place}`,
  )

const isTotal = (by: By): string => (by.length > 0 ? 'grouping(k0) = 1' : 'true')
const sets = (by: By): string => {
  const columns = by.map((_, place) => `k${place}`)
  return columns.length > 0 ? `GROUP BY GROUPING SETS ((), (${columns.join(', ')}))` : ''
}
const order = (by: By): string =>
  by.length > 0 ? `ORDER BY ${by.map((_, place) => `k[${place + 1}]`).join(', ')}` : ''
const arrayOf = (by: By): string => `ARRAY[${by.map((_, place) => `k${place}`).join(', ')}]::text[]`

async function keptDeedsIn(
  needs: ReportNeeds,
  question: Question,
  range: Range,
  by: By,
): Promise<DeedsBy | null> {
  const values: unknown[] = []
  const isByDay = by.includes('day') || by.includes('week')
  const kept = keptDeeds(needs, question, values, { range, isByDay, ofType: `type <> '${FOLLOW_UP}'` })
  if (!kept) return null
  const sum = (of: string, type?: string) =>
    `coalesce(sum(${of})${type ? ` FILTER (WHERE type = '${type}')` : ''}, 0)`
  const text = `${kept.head}, deeds AS (${kept.sql}),
     figures AS (SELECT ${isTotal(by)} AS is_total, ${arrayOf(by)} AS k, ${sum('n')} AS activities, ${sum('contacts')} AS contacts,
         ${KINDS.map(kind => `${sum('n', kind)} AS ${kind}`).join(', ')}
       FROM (SELECT ${['k.type', 'k.n', 'k.contacts', ...keysOf(by, 'k.day')].join(', ')} FROM deeds k LEFT JOIN users u ON u.id = k.user_id
         WHERE ${ofPeople(question, values)}) AS d ${sets(by)})
     SELECT ready.is_ready, figures.* FROM ready CROSS JOIN figures WHERE is_total OR activities <> 0 ${order(by)}`
  const rows = await keptFrom<DeedRow & { is_ready: boolean }>(needs, question, text, values)
  return rows[0]?.is_ready ? parted(rows.map(({ is_ready: _isReady, ...row }) => row)) : null
}

async function readDeedsIn(
  needs: ReportNeeds,
  question: Question,
  { from, to }: Range,
  by: By,
): Promise<DeedsBy> {
  const { assigned_to: _people, team_id: _teams, ...ofLeads } = question.filters
  const { sql, values, put } = await conditionOf(needs, question.principal, ofLeads)
  const zone = put(needs.timeZone)
  const conditions = [
    sql,
    'a.deleted_at IS NULL',
    ofPeople(question, values),
    `a.happened_at >= (${put(from)}::date::timestamp AT TIME ZONE ${zone})`,
    `a.happened_at < ((${put(to)}::date + 1)::timestamp AT TIME ZONE ${zone})`,
  ]
  const rows = await needs.db.rows<DeedRow>(
    `SELECT * FROM (SELECT ${isTotal(by)} AS is_total, ${arrayOf(by)} AS k, count(*) AS activities,
       count(*) FILTER (WHERE is_contact) AS contacts, ${KINDS.map(kind => `count(*) FILTER (WHERE type = '${kind}') AS ${kind}`).join(', ')}
     FROM (SELECT ${['a.type', 'a.is_contact', ...keysOf(by, `a.happened_at AT TIME ZONE ${zone}`)].join(', ')} FROM activities a JOIN leads l ON l.id = a.lead_id
       LEFT JOIN users u ON u.id = a.user_id WHERE ${conditions.join(' AND ')}) AS d ${sets(by)}) AS figures ${order(by)}`,
    values,
  )
  return parted(rows)
}

function parted(rows: readonly DeedRow[]): DeedsBy {
  const groups = new Map<string, Deeds>()
  let total: Deeds | undefined
  for (const { is_total, k, ...deeds } of rows) {
    if (is_total) total = deeds
    else groups.set(JSON.stringify(k), deeds)
  }
  if (!total) throw new Error('an aggregate without its sum')
  return { total, groups }
}

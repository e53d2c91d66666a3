import { type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import type { Where } from './lead-filter.ts'
import type { LeadReader } from './lead-reader.ts'
import type { CountGroup, LeadCountQuery, LeadCounts, LeadFilters } from './leads.schemas.ts'

/** Beyond this many leads a count that no roll-up answers stops and says so. */
const MOST_COUNTED = 10_000

/** Filters that are dimensions of the roll-up. */
const DIMENSIONS = ['status', 'stage_id', 'source', 'project_type', 'campaign_id', 'location'] as const
type Dimension = (typeof DIMENSIONS)[number]

/** How many leads there are: exact from the roll-ups when at most one of their dimensions is asked for, together with owners;
 *  else counted, up to 10,000. */
export async function countLeads(
  db: Connection,
  reader: LeadReader,
  principal: Principal,
  { by, ...filters }: LeadCountQuery,
): Promise<LeadCounts> {
  const rolledUp = rollUpQuestion(principal, filters, by)
  if (rolledUp) return fromRollUp(db, rolledUp)
  const where = await reader.where(principal, filters)
  if (!where) return { total: { count: 0, capped: false, budget_sum: 0 }, groups: [] }
  return counted(db, where, by)
}

interface RollUpQuestion {
  sql: string
  values: unknown[]
  /** What a group is called, in SQL. */
  group: string
  /** The roll-up keeps no number of leads without a value: it is what their groups lack of all leads. */
  withRest: boolean
}

/** The question put to `lead_counts`, or null when it is not one of those it answers. */
function rollUpQuestion(
  principal: Principal,
  filters: LeadFilters,
  by: CountGroup | undefined,
): RollUpQuestion | null {
  const scope = scopeOf(principal, 'CRM', 'view')
  if (scope === null) return null
  const asked = (Object.keys(filters) as (keyof LeadFilters)[]).filter(name => filters[name] !== undefined)
  const dimensions = asked.filter((name): name is Dimension =>
    (DIMENSIONS as readonly string[]).includes(name),
  )
  if (asked.some(name => name !== 'assigned_to' && !dimensions.includes(name as Dimension))) return null
  const byPeople = by === undefined || by === 'assigned_to' || by === 'team_id'
  if (dimensions.length > 1 || (dimensions.length === 1 && !byPeople && by !== dimensions[0])) return null

  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const dimension = dimensions[0] ?? (byPeople ? 'total' : by)
  const withRest = dimensions.length === 0 && !byPeople
  const conditions = [`dimension = ANY (${put(withRest ? ['total', dimension] : [dimension])}::text[])`]
  if (dimensions[0]) {
    const wanted = (filters[dimensions[0]] ?? []).map(value =>
      dimensions[0] === 'location' ? String(value).toLowerCase() : String(value),
    )
    conditions.push(`value = ANY (${put(wanted)}::text[])`)
  }
  if (filters.assigned_to) {
    conditions.push(
      `owner_id = ANY (${put(filters.assigned_to.map(id => (id === 'none' ? 0 : Number(id))))}::int[])`,
    )
  }
  const reach = reachOf(principal, scope)
  if (!reach.all) {
    const parts = [`team_id = ANY (${put(reach.teams)}::int[])`]
    if (reach.owner !== null) parts.push(`owner_id = ${put(reach.owner)}`)
    conditions.push(`(${parts.join(' OR ')})`)
  }
  const people: Record<string, string> = {
    assigned_to: 'nullif(owner_id, 0)::text',
    team_id: 'nullif(team_id, 0)::text',
  }
  return { sql: conditions.join(' AND '), values, group: by ? (people[by] ?? 'value') : "''", withRest }
}

async function fromRollUp(db: Connection, question: RollUpQuestion): Promise<LeadCounts> {
  const { sql, values, group, withRest } = question
  const sums = await db.rows<Group & { is_total: boolean }>(
    `SELECT dimension = 'total' AS is_total, ${group} AS value, sum(n)::bigint AS count, sum(budget) AS budget_sum FROM (
       SELECT dimension, value, team_id, owner_id, n, budget FROM lead_counts
       UNION ALL
       SELECT d.dimension, d.value, t.team_id, t.owner_id, t.n, t.budget
       FROM lead_count_deltas t, LATERAL (VALUES
         ('total', ''), ('status', t.status), ('stage_id', t.stage_id::text), ('source', t.source),
         ('project_type', t.project_type), ('campaign_id', t.campaign_id::text), ('location', t.location),
         ('month', t.month::text)) AS d (dimension, value)
     ) AS counts WHERE value IS NOT NULL AND ${sql} GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 3 DESC, 2`,
    values,
  )
  if (!withRest) return summed(sums.map(toGroup))
  const groups = sums.filter(sum => !sum.is_total).map(toGroup)
  const all = sums.find(sum => sum.is_total) ?? NONE
  const known = summed(groups).total
  const rest = {
    value: null,
    count: all.count - known.count,
    budget_sum: hundredths(all.budget_sum - (known.budget_sum ?? 0)),
  }
  if (rest.count > 0) groups.push(rest)
  return summed(groups.sort((a, b) => b.count - a.count))
}

type Group = LeadCounts['groups'][number]
const NONE: Group = { value: null, count: 0, budget_sum: 0 }
const toGroup = ({ value, count, budget_sum }: Group): Group => ({ value, count, budget_sum })
const hundredths = (amount: number): number => Math.round(amount * 100) / 100

const GROUP_COLUMNS: Record<CountGroup, string> = {
  status: 'status',
  stage_id: 'stage_id::text',
  source: 'source',
  assigned_to: 'assigned_to::text',
  team_id: 'team_id::text',
  project_type: 'project_type',
  campaign_id: 'campaign_id::text',
  location: 'lower(location)',
  month: "date_trunc('month', created_at AT TIME ZONE 'UTC')::date::text",
}

async function counted(db: Connection, where: Where, by: CountGroup | undefined): Promise<LeadCounts> {
  const groups = await db.rows<{ value: string | null; count: number; budget_sum: number }>(
    `SELECT ${by ? GROUP_COLUMNS[by] : "''"} AS value, count(*) AS count, coalesce(sum(budget), 0) AS budget_sum
     FROM (SELECT l.* FROM leads l WHERE ${where.sql} LIMIT ${MOST_COUNTED + 1}) AS found GROUP BY 1 ORDER BY 2 DESC, 1`,
    where.values,
  )
  const answer = summed(groups)
  if (answer.total.count <= MOST_COUNTED) return answer
  return { total: { count: MOST_COUNTED, capped: true, budget_sum: null }, groups: [] }
}

function summed(groups: LeadCounts['groups']): LeadCounts {
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  const budget = groups.reduce((sum, group) => sum + group.budget_sum, 0)
  return { total: { count, capped: false, budget_sum: hundredths(budget) }, groups }
}

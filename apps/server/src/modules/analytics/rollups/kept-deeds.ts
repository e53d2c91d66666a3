import { scopeCondition } from '../../access/index.ts'
import type { Question, ReportNeeds } from '../parted-report.ts'
import { todayIn } from '../range.ts'
import type { Range } from '../reports.schemas.ts'
import { cellMonths, edgesOf } from './cell-months.ts'
import { DEEDS, deedsOf } from './keep-deeds.ts'
import { LEAD_FILTERS } from './kept-leads.ts'
import { IS_READY, isSaid, readyAndSaid } from './said.ts'

/** What was done, by day, person and type, within the caller's reach. */
export interface KeptDeeds {
  /** The rows, in SQL: `k.day`, `k.user_id`, `k.type`, `k.n`, `k.contacts`; they may take each other off. Of nothing where it is not ready. */
  sql: string
  /** What stands before the statement: WITH and its tables, `ready` among them. */
  head: string
}

/** Which deeds. */
interface Asked {
  range: Range
  /** Whether they are told by day; else those of a whole month come with its first day. */
  isByDay: boolean
  /** A condition on `type`. */
  ofType: string
}

/** What was done with leads in a range, from what is kept and, of leads that have changed since, from their own rows. Null where it is asked of some
 *  leads only, which is not kept. */
export function keptDeeds(
  { timeZone, now }: Pick<ReportNeeds, 'timeZone' | 'now'>,
  { principal, filters }: Question,
  values: unknown[],
  { range, isByDay, ofType }: Asked,
): KeptDeeds | null {
  if (LEAD_FILTERS.some(name => filters[name]?.length)) return null
  const put = (value: unknown) => `$${values.push(value)}`
  const columns = { owner: 'k.owner_id', team: 'k.team_id' }
  const scope = (['CRM', 'Analytics'] as const)
    .map(module => scopeCondition(principal, module, 'view', columns, values))
    .join(' AND ')
  const zone = put(timeZone)
  const within = (day: string, from: string, to: string) => `${day} BETWEEN ${from}::date AND ${to}::date`
  const first = put(range.from)
  const last = put(range.to)
  const months = isByDay ? null : cellMonths(range, todayIn(timeZone, now()))
  const cells = [
    ...(months
      ? [
          `SELECT k.day, k.user_id, k.type, k.n, k.contacts FROM report_deed_cells k
           WHERE k.is_month AND k.day >= ${put(months.from)}::date AND k.day < ${put(months.before)}::date`,
        ]
      : []),
    ...edgesOf(range, months).map(
      ({ sign, from, to }) =>
        `SELECT k.day, k.user_id, k.type, ${sign} * k.n AS n, ${sign} * k.contacts AS contacts FROM report_deed_cells k
         WHERE NOT k.is_month AND ${within('k.day', put(from), put(to))}`,
    ),
  ].map(sql => `${sql} AND k.${ofType} AND ${scope} AND ${IS_READY}`)
  return {
    head: `WITH ${readyAndSaid(zone, { withDeeds: true })},
      fresh AS (SELECT l.id, coalesce(l.team_id, 0) AS team_id, coalesce(l.assigned_to, 0) AS owner_id FROM leads l WHERE l.deleted_at IS NULL AND ${isSaid('l.id')})`,
    sql: `${cells.join(' UNION ALL ')}
      UNION ALL SELECT d.day, d.user_id, d.type, -d.n, -d.contacts FROM report_deeds k ${DEEDS}
      WHERE ${isSaid('k.lead_id')} AND ${within('d.day', first, last)} AND d.${ofType} AND ${scope} AND ${IS_READY}
      UNION ALL SELECT d.day, d.user_id, d.type, 1, d.contacts
      FROM fresh k JOIN (${deedsOf(zone, isSaid('lead_id'))}) AS d ON d.lead_id = k.id
      WHERE ${within('d.day', first, last)} AND d.${ofType} AND ${scope} AND ${IS_READY}`,
  }
}

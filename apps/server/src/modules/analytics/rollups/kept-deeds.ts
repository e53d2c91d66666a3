import { scopeCondition } from '../../access/index.ts'
import type { Question, ReportNeeds } from '../parted-report.ts'
import { DEEDS } from './keep-deeds.ts'
import { LEAD_FILTERS } from './kept-rows.ts'
import { IS_READY, isSaid, readyAndSaid } from './said.ts'

/** What was done, by day, person and type, within the caller's reach. */
export interface KeptDeeds {
  /** The rows, in SQL: `k.day`, `k.user_id`, `k.type`, `k.n`, `k.contacts`; they may take each other off. Of nothing where it is not ready. */
  sql: string
  /** What stands before the statement: WITH and its tables, `ready` among them. */
  head: string
}

/** What was done with leads in a range, from what is kept and, of leads that have changed since, from their own rows. Null where it is asked of some
 *  leads only, which is not kept. */
export function keptDeeds(
  { timeZone }: Pick<ReportNeeds, 'timeZone'>,
  { principal, filters }: Question,
  values: unknown[],
  within: { from: string; to: string },
): KeptDeeds | null {
  if (LEAD_FILTERS.some(name => filters[name]?.length)) return null
  const columns = { owner: 'k.owner_id', team: 'k.team_id' }
  const scope = (['CRM', 'Analytics'] as const)
    .map(module => scopeCondition(principal, module, 'view', columns, values))
    .join(' AND ')
  const zone = `$${values.push(timeZone)}`
  const inRange = (day: string) => `${day} BETWEEN ${within.from}::date AND ${within.to}::date`
  return {
    head: `WITH ${readyAndSaid(zone)},
      fresh AS (SELECT l.id, coalesce(l.team_id, 0) AS team_id, coalesce(l.assigned_to, 0) AS owner_id FROM leads l WHERE l.deleted_at IS NULL AND ${isSaid('l.id')})`,
    sql: `SELECT k.day, k.user_id, k.type, k.n, k.contacts FROM report_deed_cells k WHERE ${inRange('k.day')} AND ${scope} AND ${IS_READY}
      UNION ALL SELECT d.day, d.user_id, d.type, -d.n, -d.contacts FROM report_deeds k ${DEEDS} WHERE ${isSaid('k.lead_id')} AND ${inRange('d.day')} AND ${scope} AND ${IS_READY}
      UNION ALL SELECT (a.happened_at AT TIME ZONE ${zone})::date, coalesce(a.user_id, 0), a.type, 1, a.is_contact::int
      FROM fresh k JOIN activities a ON a.lead_id = k.id AND a.deleted_at IS NULL WHERE ${inRange(`(a.happened_at AT TIME ZONE ${zone})::date`)} AND ${scope} AND ${IS_READY}`,
  }
}

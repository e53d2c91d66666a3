import { consentCondition } from './consent/consent-filter.ts'
import { type FieldFilter, fieldCondition } from './fields/field-sql.ts'
import type { LeadFilters } from './leads.schemas.ts'
import { reportConditions } from './report-filters.ts'

/** A condition on `leads l`, its parameters pushed onto `values`. */
export interface Where {
  sql: string
  values: unknown[]
  /** Only equalities on columns with few values: the best plan is the same whichever they are, so it may be prepared once. */
  isPlain: boolean
}

/** What the search text was resolved to: sets of terms, of each of which a lead must have one. */
export type SearchTerms = readonly (readonly string[])[]

const PLAIN: ReadonlySet<string> = new Set(['status', 'stage_id', 'project_type', 'assigned_to', 'source'])

/** The filters of a list, a count or an export as one SQL condition, after the caller's scope.
 *  Text that names cities is compared without case; days are days of `timeZone`. */
export function leadConditions(
  filters: LeadFilters,
  search: SearchTerms | null,
  timeZone: string,
  where: Where,
  custom: readonly FieldFilter[] = [],
): void {
  const and = (sql: string) => {
    where.sql += ` AND ${sql}`
  }
  const put = (value: unknown): string => `$${where.values.push(value)}`
  where.isPlain &&=
    !search?.length &&
    Object.entries(filters).every(([name, value]) => value === undefined || PLAIN.has(name))
  // One value is written as `=`: only then does an index on (column, created_at) also give the order.
  const oneOf = (column: string, type: string, wanted: readonly unknown[] | undefined) => {
    if (!wanted?.length) return
    and(wanted.length === 1 ? `${column} = ${put(wanted[0])}` : `${column} = ANY (${put(wanted)}::${type}[])`)
  }

  and(filters.deleted ? 'l.deleted_at IS NOT NULL AND l.merged_into IS NULL' : 'l.deleted_at IS NULL')
  oneOf('l.status', 'text', filters.status)
  oneOf('l.stage_id', 'int', filters.stage_id)
  oneOf('l.source', 'text', filters.source)
  oneOf('l.project_type', 'text', filters.project_type)
  oneOf('l.campaign_id', 'int', filters.campaign_id)
  oneOf(
    'lower(l.location)',
    'text',
    filters.location?.map(city => city.toLowerCase()),
  )
  oneOf(
    'lower(l.language)',
    'text',
    filters.language?.map(language => language.toLowerCase()),
  )
  if (filters.assigned_to?.length) {
    const ids = filters.assigned_to.filter(id => id !== 'none').map(Number)
    const nobody = filters.assigned_to.includes('none')
    if (!nobody) oneOf('l.assigned_to', 'int', ids)
    else
      and(
        ids.length
          ? `(l.assigned_to IS NULL OR l.assigned_to = ANY (${put(ids)}::int[]))`
          : 'l.assigned_to IS NULL',
      )
  }
  // What has no tags is not in the index of tags.
  if (filters.tag?.length) and(`l.tags <> '{}' AND l.tags && ${put(filters.tag)}::text[]`)
  if (filters.tag_all?.length) and(`l.tags <> '{}' AND l.tags @> ${put(filters.tag_all)}::text[]`)
  if (filters.budget_min !== undefined) and(`coalesce(l.budget, -1) >= ${put(filters.budget_min)}::numeric`)
  if (filters.budget_max !== undefined) {
    and(`coalesce(l.budget, -1) BETWEEN 0 AND ${put(filters.budget_max)}::numeric`)
  }
  if (filters.score_min !== undefined || filters.score_max !== undefined) {
    const range = `BETWEEN ${put(filters.score_min ?? 0)}::int AND ${put(filters.score_max ?? 100)}::int`
    // Deleted leads have no rank.
    and(
      filters.deleted
        ? `l.score ${range}`
        : `l.id IN (SELECT r.lead_id FROM lead_ranks r WHERE r.score ${range})`,
    )
  }
  const midnight = (day: string, plus: number) =>
    `((${put(day)}::date + ${plus})::timestamp AT TIME ZONE ${put(timeZone)})`
  if (filters.created_from) and(`l.created_at >= ${midnight(filters.created_from, 0)}`)
  if (filters.created_to) and(`l.created_at < ${midnight(filters.created_to, 1)}`)
  if (filters.possession_from) and(`l.possession_date >= ${put(filters.possession_from)}::date`)
  if (filters.possession_to) and(`l.possession_date <= ${put(filters.possession_to)}::date`)
  if (filters.consent?.length) and(consentCondition(filters.consent, put))
  if (filters.duplicates !== undefined) and(filters.duplicates ? 'l.is_duplicate' : 'NOT l.is_duplicate')
  reportConditions(filters, timeZone, and, put)
  for (const filter of custom) and(fieldCondition(filter, put))
  for (const anyOf of search ?? []) {
    and(`l.id IN (SELECT t.lead_id FROM lead_terms t WHERE t.term = ANY (${put(anyOf)}::text[]))`)
  }
}

import type { LiveLead } from '@optimwalls/contract'
import type { HeardOfLead } from '../../lib/live.ts'
import type { Lead, LeadPage, ProjectType } from './lead.ts'
import type { LeadFilters } from './lead-search.ts'

/** The row with what a frame says of it; an older frame than the row changes nothing. */
export function applyFrame(lead: Lead, frame: LiveLead, stageNames: ReadonlyMap<number, string>): Lead {
  if (frame.version < lead.version || frame.updated_at < lead.updated_at) return lead
  const { row_rev: _rowRev, ...fields } = frame
  const project_type = fields.project_type as ProjectType | null
  return { ...lead, ...fields, project_type, stage: stageNames.get(frame.stage_id) ?? lead.stage }
}

/** The page with what was heard while it was read. */
export function heardOn(
  page: LeadPage,
  heard: readonly HeardOfLead[],
  stageNames: ReadonlyMap<number, string>,
): LeadPage {
  const data = heard.reduce(
    (rows, one) =>
      'gone' in one
        ? rows.filter(({ id }) => id !== one.gone.id)
        : rows.map(row => (row.id === one.lead.id ? applyFrame(row, one.lead, stageNames) : row)),
    page.data,
  )
  return { ...page, data }
}

/** Filters that a frame does not carry the fields for. */
const UNTOLD = [
  'q',
  'campaign_id',
  'possession_from',
  'possession_to',
  'team_id',
  'pipeline_id',
  'lost_reason',
  'competitor',
  'without',
  'arrival',
  'answered',
  'answered_in_time',
  'passage',
  'stale',
  'deed',
  'in_reports',
] as const

/** Whether a lead seen in a frame belongs into the list; undefined when the frame cannot tell. */
export function belongs(lead: LiveLead, filters: LeadFilters): boolean | undefined {
  const among = <T>(wanted: readonly T[] | undefined, value: T | null) =>
    wanted === undefined || (value !== null && wanted.includes(value))
  const between = (value: number | null, min: number | undefined, max: number | undefined) =>
    (min === undefined && max === undefined) ||
    (value !== null &&
      value >= (min ?? Number.NEGATIVE_INFINITY) &&
      value <= (max ?? Number.POSITIVE_INFINITY))
  const day = lead.created_at.slice(0, 10)
  const fits =
    !filters.deleted &&
    (!filters.duplicates || lead.is_duplicate) &&
    among(filters.status, lead.status) &&
    among(filters.stage_id, lead.stage_id) &&
    among(filters.source, lead.source) &&
    among<string>(filters.project_type, lead.project_type) &&
    among(filters.location, lead.location) &&
    among(filters.assigned_to, lead.assigned_to === null ? 'none' : String(lead.assigned_to)) &&
    (filters.tag_all ?? []).every(tag => lead.tags.includes(tag)) &&
    (filters.tag === undefined || filters.tag.some(tag => lead.tags.includes(tag))) &&
    between(lead.budget, filters.budget_min, filters.budget_max) &&
    between(lead.score, filters.score_min, filters.score_max) &&
    day >= (filters.created_from ?? '') &&
    day <= (filters.created_to ?? '9999')
  if (!fits) return false
  const isUntold = (name: string) =>
    name.startsWith('custom.') || (UNTOLD as readonly string[]).includes(name)
  return Object.keys(filters).some(isUntold) ? undefined : true
}

import type { ReportName } from '@optimwalls/contract/reports'
import type { Principal } from '@optimwalls/permissions'
import { invalidInput } from '../../../platform/errors.ts'
import { activityReport } from '../activity-report.ts'
import { funnelReport } from '../funnel-report.ts'
import { conversionReport, lostReport, pipelineReport, sourceReport } from '../lead-reports.ts'
import type { ReportNeeds } from '../parted-report.ts'
import {
  ACTIVITY_DIMENSIONS,
  type ActivityQuery,
  DIMENSIONS,
  type LostQuery,
  type PartedQuery,
  type PipelineQuery,
  RESPONSE_PARTS,
  type ReportQuery,
  type ResponseQuery,
} from '../reports.schemas.ts'
import { responseReport } from '../response-report.ts'
import { teamReport } from '../team-report.ts'

/** A report and what it is asked. */
export interface ReportCall extends ReportQuery {
  report: ReportName
  by?: readonly string[]
  pipeline?: number
}

/** By what each report may be parted, and by how many of them at once. */
const PARTED_BY: Readonly<Record<ReportName, { of: readonly string[]; most: number }>> = {
  conversions: { of: DIMENSIONS, most: 2 },
  sources: { of: DIMENSIONS, most: 2 },
  pipeline: { of: ['stage', ...DIMENSIONS], most: 2 },
  'lost-reasons': { of: ['lost_reason', 'competitor', ...DIMENSIONS], most: 2 },
  activity: { of: ACTIVITY_DIMENSIONS, most: 2 },
  'team-performance': { of: ['owner', 'team'], most: 1 },
  funnel: { of: [], most: 0 },
  'response-times': { of: RESPONSE_PARTS, most: 1 },
}

/** @throws AppError "invalid-input" naming what the report is not parted by */
export function checkCall({ report, by = [], pipeline }: ReportCall): void {
  const { of, most } = PARTED_BY[report]
  if (by.length > most) throw invalidInput('by', most === 0 ? 'does not fit this report' : `at most ${most}`)
  const place = by.findIndex(part => !of.includes(part))
  if (place >= 0) throw invalidInput(`by/${place}`, 'does not fit this report')
  if (pipeline !== undefined && report !== 'funnel') throw invalidInput('pipeline', 'is for the funnel alone')
}

/** Any report by its name: the same figures as at its own address.
 *  @throws AppError "forbidden", or "invalid-input" for what does not fit the report */
export function readReport(needs: ReportNeeds, principal: Principal, call: ReportCall) {
  checkCall(call)
  const { report, by, pipeline, ...query } = call
  const parted = <Q>() => ({ ...query, ...(by && { by: [...by] }) }) as Q
  switch (report) {
    case 'conversions':
      return conversionReport(needs, principal, parted<PartedQuery>())
    case 'sources':
      return sourceReport(needs, principal, parted<PartedQuery>())
    case 'pipeline':
      return pipelineReport(needs, principal, parted<PipelineQuery>())
    case 'lost-reasons':
      return lostReport(needs, principal, parted<LostQuery>())
    case 'activity':
      return activityReport(needs, principal, parted<ActivityQuery>())
    case 'response-times':
      return responseReport(needs, principal, {
        ...query,
        by: (by?.[0] ?? 'arrival') as NonNullable<ResponseQuery['by']>,
      })
    case 'team-performance':
      return teamReport(needs, principal, { ...query, by: by?.[0] === 'team' ? 'team' : 'owner' })
    case 'funnel':
      return funnelReport(needs, principal, { ...query, ...(pipeline !== undefined && { pipeline }) })
  }
}

import {
  headColumns,
  kindOf,
  type Part,
  REPORTS,
  type ReportName,
  viewOf,
} from '@optimwalls/contract/reports'
import { inCommon, type Principal, scopeOf } from '@optimwalls/permissions'
import { AppError } from '../../../platform/errors.ts'
import { keyOf } from '../dimensions.ts'
import { namesFor, type ReportNeeds } from '../parted-report.ts'
import type { DimensionName } from '../reports.schemas.ts'
import { type ReportCall, readReport } from './read-report.ts'
import type { ReportTable } from './report-file.ts'
import { sayDay } from './say-day.ts'

const FILTERS: readonly (readonly [keyof ReportCall, DimensionName, string])[] = [
  ['source', 'source', 'Source'],
  ['campaign_id', 'campaign', 'Campaign'],
  ['project_type', 'project_type', 'Project type'],
  ['location', 'location', 'City'],
  ['assigned_to', 'owner', 'Owner'],
  ['team_id', 'team', 'Team'],
  ['pipeline_id', 'pipeline', 'Pipeline'],
]
const TIME: ReadonlySet<string> = new Set(['day', 'week', 'month'])
const partOf = (by: string): Part => (TIME.has(by) ? 'time' : (by as Part))

/** What the server parts a report by when it is not told. */
const USUAL: Partial<Record<ReportName, string>> = { conversions: 'month', activity: 'month' }

/** The person with their reach of figures narrowed to what they may take out.
 *  @throws AppError "forbidden" where they may not see reports, or not take them out */
export function takingOut(principal: Principal): Principal {
  const mayTake = scopeOf(principal, 'Analytics', 'export')
  if (mayTake === null || scopeOf(principal, 'Analytics', 'view') === null) throw new AppError('forbidden')
  const [view] = inCommon(principal, [{ module: 'Analytics', action: 'view', scope: mayTake }])
  const others = principal.permissions.filter(one => one.module !== 'Analytics' || one.action !== 'view')
  return { ...principal, permissions: view ? [...others, view] : others }
}

/** A report as a table with what it is of, within the reach of whoever takes it out. */
export async function reportTable(
  needs: ReportNeeds,
  principal: Principal,
  call: ReportCall,
): Promise<ReportTable> {
  const [report, names] = await Promise.all([readReport(needs, principal, call), namesFor(needs, principal)])
  const by = call.by ?? [USUAL[call.report] ?? REPORTS[call.report].parts[0] ?? []].flat()
  const currency = 'currency' in report ? report.currency : needs.currency
  const filters = FILTERS.flatMap(([filter, dimension, label]) => {
    const values = call[filter] as readonly (string | number)[] | undefined
    if (!values?.length) return []
    const told = values.map(value => keyOf(dimension, value === 'none' ? null : String(value), names).label)
    return [[label, told.join(', ')] as const]
  })
  const { range, compared } = report
  const kind = kindOf(call.report, by[0])
  return {
    report: call.report,
    heads: headColumns(call.report, by.map(partOf)),
    isCompared: compared !== null,
    view: viewOf(call.report, kind, report),
    kind,
    currency,
    range,
    about: [
      ['Report', REPORTS[call.report].label],
      ['', kind.about],
      ['From', sayDay(range.from)],
      ['To', sayDay(range.to)],
      ...(compared ? [['Compared with', `${sayDay(compared.from)} to ${sayDay(compared.to)}`] as const] : []),
      ...('pipeline' in report ? [['Pipeline', report.pipeline.name] as const] : []),
      ...filters,
      ['Seen by', principal.name],
    ],
  }
}

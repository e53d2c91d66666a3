import type { Principal } from '@optimwalls/permissions'
import { KEPT_RESPONSE, type RawResponse, RESPONSE, responseOf } from './lead-reports.ts'
import {
  partedReport,
  type Question,
  questionOf,
  type ReportNeeds,
  type Row,
  share,
} from './parted-report.ts'
import type { Range, ResponseQuery, ResponseReport } from './reports.schemas.ts'
import { keptHours } from './rollups/kept-hours.ts'
import { rowsOf } from './rollups/kept-parts.ts'
import { keptParts } from './rollups/kept-rows.ts'

type Raw = RawResponse & { received: number; in_time: number | null }

/** How long leads wait: by when they came in the week, by the clock of their team, or by source, person or team. */
export function responseReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = 'arrival', ...query }: ResponseQuery,
): Promise<ResponseReport> {
  const inTime =
    by === 'arrival'
      ? 'NULL::int'
      : 'count(*) FILTER (WHERE l.response_minutes <= response_target_of(l.source))'
  return partedReport<Raw, Omit<ResponseReport['groups'][number], 'keys' | 'leads' | 'previous'>>(
    needs,
    questionOf(needs, principal, query, [by]),
    {
      columns: `count(*) AS received, ${RESPONSE}, ${inTime} AS in_time`,
      keptRows: (question, range) =>
        by === 'arrival' ? hoursIn(needs, question, range) : partsIn(needs, question, range),
      figures: raw => ({
        received: raw.received,
        ...responseOf(raw),
        in_time: raw.in_time,
        in_time_rate: raw.in_time === null ? null : share(raw.in_time, raw.received),
      }),
    },
  )
}

async function hoursIn(needs: ReportNeeds, question: Question, range: Range): Promise<Row<Raw>[] | null> {
  const rows = await keptHours(needs, question, range)
  return (
    rows?.map(({ is_total, k, figures }) => ({
      ...KEPT_RESPONSE.raw(figures),
      in_time: null,
      is_total,
      k,
    })) ?? null
  )
}

/** From the spreads of minutes, so that what was in time is counted with the median. Each source has its target: where these differ, and it is not parted
 *  by source, each group is read by source and put together again. */
async function partsIn(needs: ReportNeeds, question: Question, range: Range): Promise<Row<Raw>[] | null> {
  const targets = await targetsIn(needs)
  const [of = 'source'] = question.by
  const isBySource = of === 'source' || targets.areSame
  const by = isBySource ? question.by : [of, 'source' as const]
  const parts = await keptParts(needs, { ...question, by }, range, {
    measure: 'minutes',
    sums: ['received', 'answered'],
  })
  if (!parts) return null
  const inTime = new Map<string, number>()
  let inTimeOfAll = 0
  for (const { is_total, k, figures } of rowsOf(parts, by, 'received')) {
    if (is_total) continue
    const [n = 0] = figures.within([targets.of(targets.areSame ? null : (k.at(-1) ?? null))])
    const key = String(k[0])
    inTime.set(key, (inTime.get(key) ?? 0) + n)
    inTimeOfAll += n
  }
  const ofGroups = parts.map(part => ({ ...part, k: part.k?.slice(0, 1) ?? null }))
  return rowsOf(ofGroups, question.by, 'received').map(({ is_total, k, figures }) => ({
    ...KEPT_RESPONSE.raw(figures),
    in_time: is_total ? inTimeOfAll : (inTime.get(String(k[0])) ?? 0),
    is_total,
    k,
  }))
}

interface Targets {
  /** Whether all sources have the same. */
  areSame: boolean
  /** Minutes of work within which leads of a source are to be answered. */
  of(source: string | null): number
}

async function targetsIn({ db }: Pick<ReportNeeds, 'db'>): Promise<Targets> {
  const rows = await db.rows<{ source: string | null; minutes: number }>(
    `SELECT lower(source) AS source, response_target_of(source) AS minutes FROM response_targets WHERE source IS NOT NULL AND NOT is_hot
     UNION ALL SELECT NULL, response_target_of(NULL)`,
  )
  const minutes = new Map(rows.map(row => [row.source, row.minutes]))
  const usual = minutes.get(null) ?? 0
  return {
    areSame: rows.every(row => row.minutes === usual),
    of: source => minutes.get(source?.toLowerCase() ?? null) ?? usual,
  }
}

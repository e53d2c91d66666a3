import { type Principal, scopeOf } from '@optimwalls/permissions'
import { cohortOf, ripened } from './cohorts.ts'
import {
  ALL,
  type Extras,
  hundredths,
  partedReport,
  questionOf,
  type ReportNeeds,
  share,
} from './parted-report.ts'
import { todayIn } from './range.ts'
import {
  COHORT_DAYS,
  type ConversionReport,
  type Leads,
  type LostQuery,
  type LostReport,
  type PartedQuery,
  type PipelineQuery,
  type PipelineReport,
  type Range,
  type SourceReport,
} from './reports.schemas.ts'
import { type KeptOpen, keptOpen } from './rollups/kept-open.ts'
import type { KeptFigures } from './rollups/kept-parts.ts'

/** What a lead `l` that became a client is worth: the quote that was accepted with the conversion, else the budget. */
const WORTH = `coalesce((SELECT q.amount FROM conversions v JOIN quotes q ON q.id = v.quote_id
    WHERE v.lead_id = l.id AND v.merged_from IS NULL), l.budget)`

/** Aggregates of what became of leads. */
export const OUTCOME = `count(*) AS received, count(*) FILTER (WHERE l.status = 'converted') AS converted,
  count(*) FILTER (WHERE l.status = 'lost') AS lost, coalesce(sum(${WORTH}) FILTER (WHERE l.status = 'converted'), 0) AS revenue`
export interface RawOutcome {
  received: number
  converted: number
  lost: number
  revenue: number
}
export const outcomeOf = ({ received, converted, lost, revenue }: RawOutcome) => ({
  received,
  converted,
  lost,
  open: received - converted - lost,
  conversion_rate: share(converted, received),
  win_rate: share(converted, converted + lost),
  revenue: hundredths(revenue),
})

/** Aggregates of first responses, exact: of the whole working minutes that stand with each lead. */
export const RESPONSE = `count(l.response_minutes) AS answered,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY l.response_minutes) AS response_median,
  percentile_disc(0.9) WITHIN GROUP (ORDER BY l.response_minutes) AS response_p90`
export interface RawResponse {
  answered: number
  response_median: number | null
  response_p90: number | null
}
/** The same of the roll-ups, with what became of the leads. */
export const KEPT_RESPONSE = {
  measure: 'minutes',
  raw: ({ median, p90, within: _days, ...outcome }: KeptFigures): RawOutcome & RawResponse => ({
    ...outcome,
    response_median: median,
    response_p90: p90,
  }),
} as const
export const responseOf = ({ answered, response_median, response_p90 }: RawResponse) => ({
  answered,
  response_median,
  response_p90,
})

const DAYS_TO_CONVERT = 'greatest(0, floor(extract(epoch FROM v.converted_at - l.created_at) / 86400))::int'

/** How many of those that came became clients, and how long that took. */
export async function conversionReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = ['month'], ...query }: PartedQuery,
): Promise<ConversionReport> {
  const report = await partedReport<
    RawOutcome & { days: number | null; within: readonly number[] },
    Omit<ConversionReport['total'], 'leads' | 'previous'>
  >(needs, questionOf(needs, principal, query, by), {
    joins: "LEFT JOIN conversions v ON v.lead_id = l.id AND v.merged_from IS NULL AND l.status = 'converted'",
    columns: `${OUTCOME}, percentile_disc(0.5) WITHIN GROUP (ORDER BY ${DAYS_TO_CONVERT}) FILTER (WHERE v.id IS NOT NULL) AS days,
      ARRAY[${COHORT_DAYS.map(days => `count(*) FILTER (WHERE v.id IS NOT NULL AND ${DAYS_TO_CONVERT} <= ${days})`).join(', ')}]::int[] AS within`,
    kept: {
      measure: 'days',
      raw: ({ median, within, ...outcome }) => ({ ...outcome, days: median, within: within(COHORT_DAYS) }),
    },
    figures: raw => ({
      ...outcomeOf(raw),
      days_to_convert_median: raw.days,
      ...cohortOf((_, place) => share(raw.within[place] ?? 0, raw.received)),
    }),
  })
  return ripened(report, todayIn(needs.timeZone, needs.now()))
}

/** Why leads were lost; the share is of all that were lost. */
export function lostReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = ['lost_reason'], ...query }: LostQuery,
): Promise<LostReport> {
  return partedReport<{ n: number; value: number }, { lost: number; share: number | null; value: number }>(
    needs,
    questionOf(needs, principal, query, by),
    {
      only: { status: ['lost'] },
      columns: 'count(*) AS n, coalesce(sum(l.budget), 0) AS value',
      kept: {
        isOfLost: true,
        sums: ['lost', 'lost_value'],
        raw: ({ lost, lost_value }) => ({ n: lost, value: lost_value }),
      },
      figures: (raw, total) => ({ lost: raw.n, share: share(raw.n, total.n), value: hundredths(raw.value) }),
    },
  )
}

interface Spend {
  amount: number
}

/** What sources bring. Spend is of campaigns, and told to those who may see what all campaigns brought. */
export function sourceReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = ['source'], ...query }: PartedQuery,
): Promise<SourceReport> {
  const question = questionOf(needs, principal, query, by)
  const { in_reports: _rights, campaign_id, ...others } = question.filters
  const isOfCampaigns =
    by.length === 1 && by[0] === 'campaign' && Object.values(others).every(one => one === undefined)
  const maySee = scopeOf(principal, 'Marketing', 'report') === 'all'
  type Raw = RawOutcome & RawResponse
  const blank = {
    received: 0,
    converted: 0,
    lost: 0,
    revenue: 0,
    answered: 0,
    response_median: null,
    response_p90: null,
  }
  return partedReport<Raw, Omit<SourceReport['groups'][number], 'keys' | 'leads' | 'previous'>, Spend>(
    needs,
    question,
    {
      columns: `${OUTCOME}, ${RESPONSE}`,
      kept: KEPT_RESPONSE,
      ...(isOfCampaigns &&
        maySee && { extras: { blank, count: range => spendIn(needs, range, campaign_id) } }),
      figures: (raw, total, spent) => ({
        ...outcomeOf(raw),
        ...responseOf(raw),
        spend: spent ? hundredths(spent.amount) : null,
        cost_per_lead:
          spent && raw !== total && raw.received > 0 ? hundredths(spent.amount / raw.received) : null,
        cost_per_client:
          spent && raw !== total && raw.converted > 0 ? hundredths(spent.amount / raw.converted) : null,
      }),
    },
  )
}

async function spendIn(
  { db }: ReportNeeds,
  { from, to }: Range,
  campaigns: readonly number[] | undefined,
): Promise<Extras<Spend>> {
  const rows = await db.rows<Spend & { campaign: string | null }>(
    `SELECT campaign_id::text AS campaign, sum(amount) AS amount FROM campaign_spend
     WHERE spent_on BETWEEN $1::date AND $2::date AND ($3::int[] IS NULL OR campaign_id = ANY ($3::int[]))
     GROUP BY GROUPING SETS ((), (campaign_id))`,
    [from, to, campaigns ?? null],
  )
  return new Map(
    rows.map(({ campaign, amount }) => [
      campaign === null ? ALL : JSON.stringify([campaign]),
      { amount: amount ?? 0 },
    ]),
  )
}

const OPEN: NonNullable<Leads['status']> = ['new', 'contacted', 'qualified']
/** What an open lead may bring: its current quote `q`, unless that was declined, else its budget. */
const EXPECTED = 'coalesce(q.amount, l.budget)'
/** Since when a lead stands where it does: what slept counts from its waking. */
const STANDS_SINCE = 'greatest(l.stage_entered_at, l.woke_at)'

/** What the open leads of the range may bring, and how long they have stood. */
export async function pipelineReport(
  needs: ReportNeeds,
  principal: Principal,
  { by = ['stage'], ...query }: PipelineQuery,
): Promise<PipelineReport> {
  const question = questionOf(needs, principal, query, by)
  const [open, came] = await Promise.all([
    partedReport<
      Omit<KeptOpen, 'k' | 'is_total'>,
      Omit<PipelineReport['groups'][number], 'keys' | 'leads' | 'previous'>
    >(needs, question, {
      only: { status: OPEN },
      joins: `JOIN stages s ON s.id = l.stage_id
        LEFT JOIN quotes q ON q.lead_id = l.id AND q.is_current AND q.merged_from IS NULL AND q.status <> 'declined'`,
      keptRows: (question, range) => keptOpen(needs, question, range),
      columns:
        zone => `count(*) AS n, coalesce(sum(${EXPECTED}), 0) AS value, coalesce(sum(${EXPECTED} * s.win_probability / 100), 0) AS weighted,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY (now() AT TIME ZONE ${zone})::date - (${STANDS_SINCE} AT TIME ZONE ${zone})::date) AS days,
        count(*) FILTER (WHERE l.sleeps_until IS NULL AND ${STANDS_SINCE} < now() - make_interval(days => s.stale_after_days)) AS stale`,
      figures: raw => ({
        open: raw.n,
        value: hundredths(raw.value),
        weighted: hundredths(raw.weighted),
        days_in_stage_median: raw.days,
        stale: raw.stale,
      }),
    }),
    conversionReport(needs, principal, { ...query, by: [] }),
  ])
  if (by[0] === 'stage') {
    const stages = (await needs.stages.catalogue.pipelines()).flatMap(pipeline => pipeline.stages)
    const places = new Map(stages.map(({ id }, place) => [String(id), place]))
    const placeOf = ({ keys }: (typeof open.groups)[number]) =>
      places.get(keys[0]?.value ?? '') ?? places.size
    // As on the board; sorting keeps the order of the second part.
    open.groups.sort((a, b) => placeOf(a) - placeOf(b))
  }
  const { win_rate, days_to_convert_median: days } = came.total
  const velocity =
    win_rate === null || days === null ? null : hundredths((open.total.value * win_rate) / Math.max(1, days))
  return { ...open, velocity }
}

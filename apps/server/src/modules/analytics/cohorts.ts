import { COHORT_DAYS, type ConversionReport } from './reports.schemas.ts'

const DAY_MS = 86_400_000

type Cohort = Pick<ConversionReport['total'], `within_${(typeof COHORT_DAYS)[number]}`>

/** A figure for each number of days. */
export const cohortOf = (figure: (days: number, place: number) => number | null): Cohort =>
  Object.fromEntries(COHORT_DAYS.map((days, place) => [`within_${days}`, figure(days, place)])) as Cohort

/** The report without what cannot be told yet: how many are clients after as many days, of leads of which some came later than that. */
export function ripened(report: ConversionReport, today: string): ConversionReport {
  const age = (last: string) => (Date.parse(today) - Date.parse(last)) / DAY_MS
  const ripe = <F extends Cohort>(figures: F, last: string): F => ({
    ...figures,
    ...cohortOf(days => (age(last) > days ? figures[`within_${days}` as keyof Cohort] : null)),
  })
  const { range, compared, total, groups } = report
  const before = (figures: ConversionReport['total']['previous']) =>
    figures && compared ? ripe(figures, compared.to) : null
  return {
    ...report,
    total: { ...ripe(total, range.to), previous: before(total.previous) },
    groups: groups.map(group => ({
      ...ripe(group, group.leads.created_to ?? range.to),
      previous: before(group.previous),
    })),
  }
}

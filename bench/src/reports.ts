import { measure } from './drive.ts'
import type { Options } from './options.ts'
import type { Stage } from './stage.ts'

/** Each report as its page opens it: the last twelve months. */
export const REPORTS = [
  'conversions?by=month',
  'conversions?by=source',
  'team-performance',
  'funnel',
  'response-times',
  'response-times?by=source',
  'pipeline',
  'lost-reasons',
  'sources',
  'sources?by=campaign',
  'activity',
]

interface MeasuredReport {
  report: string
  person: string
  p50: number
  p99: number
  failures: number
}

/** Each report by itself, uncached, with as many at once as there are connections. */
export async function measureReports(stage: Stage, options: Options): Promise<MeasuredReport[]> {
  const { product, viewers, untilIdle } = stage
  const measured: MeasuredReport[] = []
  for (const { person, cookie } of viewers) {
    for (const report of REPORTS) {
      const call = { method: 'GET', path: `/crm/reports/${report}` } as const
      const target = {
        url: product.url,
        headers: { cookie, origin: product.url },
        next: () => call,
      }
      const [ours] = await measure([target], options, untilIdle)
      if (ours) measured.push({ report, person, p50: ours.p50, p99: ours.p99, failures: ours.failures })
    }
  }
  return measured
}

import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ReportNeeds } from './parted-report.ts'
import { reportRoutes } from './reports.routes.ts'

/** Reports: figures of leads and of what was done with them, each within the caller's reach. */
export function createAnalytics(
  { db, config, now }: Pick<Platform, 'db' | 'config' | 'now'>,
  neighbours: Pick<ReportNeeds, 'leads' | 'people' | 'stages' | 'campaigns'>,
) {
  const { currency, timeZone } = config
  return {
    routes: (http: Http) => reportRoutes(http, { db, now, currency, timeZone, ...neighbours }),
  }
}

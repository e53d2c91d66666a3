import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import { type DashboardRoutesNeeds, dashboardRoutes } from './dashboards/dashboards.routes.ts'
import { type ReportExportNeeds, reportExportRoutes } from './exports/exports.routes.ts'
import type { ReportNeeds } from './parted-report.ts'
import { reportRoutes } from './reports.routes.ts'
import { systemRoutes } from './system/system.routes.ts'

/** What analytics needs from other modules. */
export type AnalyticsNeighbours = Pick<ReportNeeds, 'leads' | 'people' | 'stages' | 'campaigns'> &
  Pick<DashboardRoutesNeeds, 'audit'> & { auditExport: ReportExportNeeds['audit'] }

/** Reports: figures of leads and of what was done with them, each within the caller's reach; and what stands on whose dashboard. */
export function createAnalytics(
  { db, config, now }: Pick<Platform, 'db' | 'config' | 'now'>,
  { audit, auditExport, ...neighbours }: AnalyticsNeighbours,
) {
  const { currency, timeZone } = config
  return {
    routes(http: Http) {
      reportRoutes(http, { db, now, currency, timeZone, ...neighbours })
      reportExportRoutes(http, { db, now, currency, timeZone, ...neighbours, audit: auditExport })
      dashboardRoutes(http, { db, audit })
      systemRoutes(http, { db, now, timeZone })
    },
  }
}

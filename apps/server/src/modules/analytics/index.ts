import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import { type DashboardRoutesNeeds, dashboardRoutes } from './dashboards/dashboards.routes.ts'
import { type ReportExportNeeds, reportExportRoutes } from './exports/exports.routes.ts'
import { mailingRoutes } from './mailing/mailing.routes.ts'
import { ReportMailing } from './mailing/mailing.service.ts'
import { type MailingNeeds, planReportsJob, sendReportJob } from './mailing/weekly-jobs.ts'
import type { ReportNeeds } from './parted-report.ts'
import { personalHoldings } from './personal-holdings.ts'
import { reportRoutes } from './reports.routes.ts'
import { followLeads } from './rollups/keep-leads.ts'
import { KnownCells } from './rollups/known-cells.ts'
import { type ProofNeeds, proveRollupsJob } from './rollups/proof.job.ts'
import { systemRoutes } from './system/system.routes.ts'

/** Memory for what was read of roll-ups: some 0.6 MB for each team that is asked for, 32 MB in all. */
const KNOWN_CELLS_BYTES = 32 * 1024 * 1024

/** What analytics needs from other modules. */
export type AnalyticsNeighbours = Pick<ReportNeeds, 'leads' | 'stages' | 'campaigns'> &
  Pick<MailingNeeds, 'people' | 'principalOf' | 'onStopped' | 'auditMail'> &
  Pick<DashboardRoutesNeeds, 'audit'> & {
    auditExport: ReportExportNeeds['audit']
    auditProof: ProofNeeds['audit']
  }

/** Reports: figures of leads and of what was done with them, each within the caller's reach; and what stands on whose dashboard. */
export function createAnalytics(
  {
    db,
    config,
    now,
    mail,
    crypto,
    jobs,
    log,
  }: Pick<Platform, 'db' | 'config' | 'now' | 'mail' | 'crypto' | 'jobs' | 'log'>,
  { audit, auditExport, auditProof, principalOf, onStopped, auditMail, ...neighbours }: AnalyticsNeighbours,
) {
  const { currency, timeZone, publicUrl } = config
  const reports = {
    db,
    knownCells: new KnownCells(KNOWN_CELLS_BYTES),
    now,
    currency,
    timeZone,
    ...neighbours,
  }
  const mailingNeeds = { ...reports, mail, crypto, publicUrl, principalOf, onStopped, auditMail }
  const send = sendReportJob(mailingNeeds)
  jobs.register(
    send,
    planReportsJob(mailingNeeds, send),
    proveRollupsJob({ db, timeZone, audit: auditProof }),
  )
  const mailing = new ReportMailing(mailingNeeds, send)
  return {
    /** What is held of people. */
    personalHoldings,
    /** Keeps the roll-ups up to date, until the returned function ends it. */
    startUpkeep: () => followLeads(db, timeZone, log),
    routes(http: Http) {
      reportRoutes(http, reports)
      reportExportRoutes(http, { ...reports, audit: auditExport })
      mailingRoutes(http, mailing)
      dashboardRoutes(http, { db, audit })
      systemRoutes(http, { db, now, timeZone })
    },
  }
}

import type { Http } from '../../../platform/http/server.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type ExportNeeds, exportJob } from './export-job.ts'
import { exportRoutes } from './exports.routes.ts'
import { ExportService } from './exports.service.ts'
import { forgetExportsJob } from './forget-exports-job.ts'
import { questionReseal } from './sealed-question.ts'

/** Leads as files. */
export function createExports(
  platform: Platform,
  leads: Pick<ExportNeeds, 'reader' | 'fields' | 'neighbours'>,
) {
  const { db, crypto, storage, realtime, now } = platform
  const needs = { db, crypto, storage, realtime, now, ...leads }
  const job = exportJob(needs)
  const service = new ExportService(needs, job)
  platform.jobs.register(job, forgetExportsJob({ db, storage }))
  platform.rotation.addTarget(questionReseal(crypto))
  return { routes: (http: Http) => exportRoutes(http, service) }
}

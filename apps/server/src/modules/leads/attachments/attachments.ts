import type { Http } from '../../../platform/http/server.ts'
import { attachmentRoutes } from './attachments.routes.ts'
import { type AttachmentNeeds, AttachmentService } from './attachments.service.ts'
import { sweepFilesJob } from './sweep-files-job.ts'

/** Files on leads: the one door to them. A merge moves their rows with the other followers of leads. */
export interface Attachments {
  routes(http: Http): void
  job: ReturnType<typeof sweepFilesJob>
}

export function createAttachments(needs: AttachmentNeeds): Attachments {
  const service = new AttachmentService(needs)
  return {
    routes: http => attachmentRoutes(http, service),
    job: sweepFilesJob(needs),
  }
}

import type { Transaction } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import { moveFiles } from './attachments.repository.ts'
import { attachmentRoutes } from './attachments.routes.ts'
import { type AttachmentNeeds, AttachmentService } from './attachments.service.ts'
import { sweepFilesJob } from './sweep-files-job.ts'

/** Files on leads: the one door to them. */
export interface Attachments {
  routes(http: Http): void
  job: ReturnType<typeof sweepFilesJob>
  /** Gives the files of a lead to the one it was joined with. @returns their ids, for `giveBack` */
  onMerge(tx: Transaction, loserId: number, winnerId: number): Promise<number[]>
}

export function createAttachments(needs: AttachmentNeeds): Attachments {
  const service = new AttachmentService(needs)
  return {
    routes: http => attachmentRoutes(http, service),
    job: sweepFilesJob(needs),
    onMerge: moveFiles,
  }
}

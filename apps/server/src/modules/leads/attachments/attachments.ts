import type { Connection } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import { filesOnLead, leadsOfFiles, type ToldFile } from './attachments.repository.ts'
import { attachmentRoutes } from './attachments.routes.ts'
import { type AttachmentNeeds, AttachmentService } from './attachments.service.ts'
import { sweepFilesJob } from './sweep-files-job.ts'

/** Files on leads: the one door to them. A merge moves their rows with the other followers of leads. */
export interface Attachments {
  routes(http: Http): void
  job: ReturnType<typeof sweepFilesJob>
  /** Those of these files that are on the lead, by id: what other modules show beside their own records. Whoever asks has seen to it that
   *  the person may see the lead. */
  onLead(db: Connection, leadId: number, ids: readonly number[]): Promise<ReadonlyMap<number, ToldFile>>
  /** Of these files the leads that they are on. */
  leadsOf(db: Connection, ids: readonly number[]): Promise<ReadonlyMap<number, number>>
}

export function createAttachments(needs: AttachmentNeeds): Attachments {
  const service = new AttachmentService(needs)
  return {
    routes: http => attachmentRoutes(http, service),
    job: sweepFilesJob(needs),
    leadsOf: leadsOfFiles,
    async onLead(db, leadId, ids) {
      if (ids.length === 0) return new Map()
      return new Map((await filesOnLead(db, leadId, ids)).map(file => [file.id, file]))
    },
  }
}

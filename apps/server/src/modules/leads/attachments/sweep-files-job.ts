import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { abandonedFiles, forgetFile } from './attachments.repository.ts'
import { forget } from './stored-file.ts'

const AT_ONCE = 200

/** Removes what nobody can reach any more, every hour: uploads that broke off, files deleted 30 days ago, files of leads that are gone. */
export const sweepFilesJob = ({ db, storage }: { db: Database; storage: Storage }) =>
  defineJob({
    name: 'leads-sweep-files',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '23 * * * *',
    async run(_payload, run) {
      for (;;) {
        const files = await abandonedFiles(db, AT_ONCE)
        for (const file of files) {
          run.signal.throwIfAborted()
          await forget(storage, file.storage_key)
          await forgetFile(db, file.id)
        }
        if (files.length > 0) run.log.info({ files: files.length }, 'leads: files removed for good')
        if (files.length < AT_ONCE) return
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: files could not be removed for good')
    },
  })

import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { pruneNotifications } from './notifications.repository.ts'

/** For which what people were told is kept. Days. */
const KEPT_DAYS = 90

/** Removes old notifications, once a night. */
export const pruneNotificationsJob = (db: Database) =>
  defineJob({
    name: 'notifications-prune',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    cron: '41 21 * * *',
    async run() {
      await pruneNotifications(db, KEPT_DAYS)
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'old notifications could not be removed; the next night tries again')
    },
  })

import { Type } from 'typebox'
import type { Database } from '../../platform/database/database.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import type { ConversionService } from './conversion.service.ts'

/** Leads that one run gives a client. */
const AT_ONCE = 5_000
/** Leads that are looked for together. */
const PORTION = 200

export interface AdoptNeeds {
  db: Database
  service: Pick<ConversionService, 'adopt'>
}

/** Gives a client to leads that were converted before there were clients, or past the product's own doors. */
export const adoptJob = ({ db, service }: AdoptNeeds) =>
  defineJob({
    name: 'conversion-adopt',
    schema: Type.Object({}),
    maxAttempts: 5,
    key: () => 'conversion-adopt',
    cron: '*/10 * * * *',
    async run(_payload, { log, signal }) {
      let [after, adopted] = [0, 0]
      while (adopted < AT_ONCE) {
        signal.throwIfAborted()
        const rows = await db.rows<{ id: number }>(
          `SELECT l.id FROM leads l WHERE l.status = 'converted' AND l.deleted_at IS NULL AND l.id > $1
             AND NOT EXISTS (SELECT FROM conversions v WHERE v.lead_id = l.id AND v.merged_from IS NULL)
           ORDER BY l.id LIMIT ${PORTION}`,
          [after],
        )
        for (const { id } of rows) await db.inTransaction(tx => service.adopt(tx, id))
        adopted += rows.length
        after = rows.at(-1)?.id ?? after
        if (rows.length < PORTION) break
      }
      if (adopted > 0) log.info({ adopted }, 'conversion: converted leads have a client now')
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'conversion: converted leads without a client could not be given one')
    },
  })

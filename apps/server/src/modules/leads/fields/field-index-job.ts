import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { SetupNews } from '../setup-news.ts'
import type { FieldCatalogue } from './field-catalogue.ts'
import { createIndexSql, indexName } from './field-sql.ts'
import { allFields } from './fields.repository.ts'

/** Makes or drops the index of a field, so that the database is as the field says. While it is made leads are read and written. */
export function fieldIndexJob(needs: {
  db: Database
  catalogue: FieldCatalogue
  news: SetupNews
}): Job<{ field_id: number }> {
  const { db, catalogue, news } = needs

  async function setState(id: number, state: 'ready' | 'failed'): Promise<void> {
    await db.rows(`UPDATE lead_fields SET index_state = $2 WHERE id = $1 AND index_state = 'building'`, [
      id,
      state,
    ])
    await catalogue.renew()
    news.tell('fields')
  }

  return defineJob({
    name: 'leads-index-field',
    schema: Type.Object({ field_id: Type.Integer() }),
    maxAttempts: 8,
    queue: 'lead-setup',
    async run({ field_id }) {
      const field = (await allFields(db)).find(one => one.id === field_id)
      if (!field) return
      const isWanted = field.is_indexed && !field.is_archived
      const [index] = await db.rows<{ is_valid: boolean }>(
        `SELECT i.indisvalid AS is_valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = $1`,
        [indexName(field_id)],
      )
      // One that was left unfinished is dropped as well.
      if (index && !(isWanted && index.is_valid))
        await db.rows(`DROP INDEX CONCURRENTLY IF EXISTS ${indexName(field_id)}`)
      if (isWanted && !index?.is_valid) await db.rows(createIndexSql(field))
      if (isWanted) {
        // Expressions are estimated well only once they were looked at.
        await db.rows('ANALYZE leads')
        await setState(field_id, 'ready')
      }
    },
    async onFailed({ field_id }, error, run) {
      run.log.error({ err: error, field_id }, 'leads: a field could not be prepared for filters and sorting')
      await setState(field_id, 'failed')
    },
  })
}

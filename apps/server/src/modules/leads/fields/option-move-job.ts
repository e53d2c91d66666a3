import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { SetupNews } from '../setup-news.ts'
import { sweepLeads } from '../sweep-leads.ts'
import type { FieldCatalogue } from './field-catalogue.ts'
import { lockField, saveField } from './fields.repository.ts'
import type { CustomValue } from './lead-field.ts'

export interface OptionMove {
  field_id: number
  value: string
  move_to: string | null
  user_id: number
  /** The second look, for what another process let through before it knew. */
  again?: boolean
}

/** After this time no process offers the old option any more. Milliseconds. */
const STRAGGLERS_MS = 60_000

/** Gives all leads with an option another one, or none, then takes the option off the field. */
export function optionMoveJob(needs: {
  db: Database
  catalogue: FieldCatalogue
  news: SetupNews
}): Job<OptionMove> {
  const { db, catalogue, news } = needs
  const job = defineJob({
    name: 'leads-move-option',
    schema: Type.Object({
      field_id: Type.Integer(),
      value: Type.String(),
      move_to: Type.Union([Type.String(), Type.Null()]),
      user_id: Type.Integer(),
      again: Type.Optional(Type.Boolean()),
    }),
    maxAttempts: 10,
    queue: 'lead-setup',
    async run({ field_id, value, move_to, user_id, again }, run) {
      const field = (await catalogue.all()).find(one => one.id === field_id)
      if (!field) return
      const { key } = field
      await sweepLeads(
        db,
        {
          condition: `jsonb_exists(l.custom, $1) AND (l.custom->$1 = to_jsonb($2::text) OR (jsonb_typeof(l.custom->$1) = 'array' AND jsonb_exists(l.custom->$1, $2)))`,
          values: [key, value],
          change: ({ custom }) => ({ custom: moved(custom, key, value, move_to) }),
          field: `custom.${key}`,
          valueOf: ({ custom }) => custom[key] ?? null,
          userId: user_id,
        },
        run,
      )
      if (again) return
      await db.inTransaction(async tx => {
        const locked = await lockField(tx, field_id)
        if (!locked) return
        const options = locked.options.filter(option => option.value !== value || !option.archived)
        await saveField(tx, { ...locked, options })
        await addJob(
          tx,
          job,
          { field_id, value, move_to, user_id, again: true },
          { runAt: new Date(Date.now() + STRAGGLERS_MS) },
        )
      })
      await catalogue.renew()
      news.tell('fields')
    },
    async onFailed({ field_id, value }, error, run) {
      run.log.error({ err: error, field_id, value }, 'leads: an option could not be taken off all leads')
    },
  })
  return job
}

function moved(custom: Record<string, CustomValue>, key: string, from: string, to: string | null) {
  const { [key]: had, ...rest } = custom
  if (!Array.isArray(had)) return to === null ? rest : { ...rest, [key]: to }
  const left = [...new Set(had.flatMap(one => (one === from ? (to === null ? [] : [to]) : [one])))]
  return left.length > 0 ? { ...rest, [key]: left } : rest
}

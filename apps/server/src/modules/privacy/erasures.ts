import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { forgetAnswers } from '../../platform/http/idempotency.ts'
import { addJob, defineJob, type Job } from '../../platform/jobs/jobs.ts'
import { forgetMail } from '../../platform/mail/demo-mailbox.ts'
import { type Person, resealColumn, StillAtWork, type Traces, tracer } from '../leads/index.ts'
import type { PrivacyExports } from './exports.ts'
import { holdsOn, type PersonService } from './person.service.ts'
import type { By, PrivacyNeighbours } from './privacy.neighbours.ts'
import type { ErasureBody } from './privacy.schemas.ts'

export interface ErasureNeeds {
  db: Database
  crypto: Crypto
  people: PersonService
  exports: PrivacyExports
  neighbours: PrivacyNeighbours
  now: () => Date
}

export interface ErasureRow {
  id: number
  lead_ids: number[]
  client_ids: number[]
  requested_by: number | null
  reason: string | null
  status: 'queued' | 'rows' | 'done' | 'failed'
  /** Sealed. */
  traces: Buffer | null
  created_at: Date
  finished_at: Date | null
}

const TRACES = 'erasure.traces'
/** For the rotation of keys. */
export const tracesReseal = (crypto: Crypto) =>
  resealColumn(crypto, { table: 'erasures', column: 'traces', context: TRACES })

const SHOWN = 200
/** After which an import or export that was at work is looked at again. */
const LATER_MS = 5_000

/**
 * Erases a person step by step, each of which may be done again: the rows, then what lies elsewhere, then the rows once more, for what was
 * under way when they were erased. A process that dies in it is followed by one that goes on.
 */
export const erasureJob = ({ db, crypto, exports, neighbours, now }: ErasureNeeds) => {
  const job: Job<{ erasure_id: number }> = defineJob({
    name: 'privacy-erase',
    schema: Type.Object({ erasure_id: Type.Integer() }),
    maxAttempts: 20,
    key: ({ erasure_id }) => `privacy-erase-${erasure_id}`,
    async run({ erasure_id }) {
      const [row] = await db.rows<ErasureRow>(
        "SELECT * FROM erasures WHERE id = $1 AND status IN ('queued', 'rows')",
        [erasure_id],
      )
      if (!row) return
      const person: Person = { leadIds: row.lead_ids, clientIds: row.client_ids }
      const traces: Traces = row.traces
        ? JSON.parse(crypto.open(row.traces, TRACES).toString())
        : { names: [], emails: [], phones: [], addresses: [] }
      const { personal } = neighbours.leads
      if (row.status === 'queued') {
        await db.inTransaction(async tx => {
          await personal.eraseRows(tx, person, row.requested_by)
          await tx.rows("UPDATE erasures SET status = 'rows' WHERE id = $1", [erasure_id])
        })
      }
      try {
        await personal.eraseElsewhere(person, traces)
      } catch (error) {
        if (!(error instanceof StillAtWork)) throw error
        const runAt = new Date(now().getTime() + LATER_MS)
        await db.inTransaction(tx => addJob(tx, job, { erasure_id }, { runAt }))
        return
      }
      await exports.forget(row.lead_ids)
      const tells = tracer(traces)
      await forgetAnswers(db, crypto, tells)
      await forgetMail(db, crypto, tells)
      await db.inTransaction(async tx => {
        await personal.eraseRows(tx, person, row.requested_by)
        await tx.rows("UPDATE erasures SET status = 'done', traces = NULL, finished_at = $2 WHERE id = $1", [
          erasure_id,
          now(),
        ])
      })
    },
    async onFailed({ erasure_id }, error, run) {
      run.log.error({ err: error, erasure_id }, 'privacy: somebody could not be erased')
      await db.rows("UPDATE erasures SET status = 'failed' WHERE id = $1 AND status <> 'done'", [erasure_id])
    },
  })
  return job
}

/** People are erased for good: their leads stay as rows without a person. */
export class Erasures {
  readonly #needs: ErasureNeeds
  readonly #job: Job<{ erasure_id: number }>

  constructor(needs: ErasureNeeds, job: Job<{ erasure_id: number }>) {
    this.#needs = needs
    this.#job = job
  }

  /** Begins an erasure; of somebody who is being erased, or was, it answers that one.
   *  @throws AppError "not-found", "rule-violated" when the name is not typed as it is, or something holds the person */
  async create(by: By, body: ErasureBody): Promise<ErasureRow> {
    const { db, people, neighbours } = this.#needs
    const { confirm, reason, ...query } = body
    const person = await people.find(by.principal, 'erase', query)
    const names = await neighbours.leads.personal.names(db, person.leadIds)
    const name = names[0]?.name ?? null
    if (name !== null && plain(confirm) !== plain(name))
      throw wrong('confirm', 'Type the name as it is written on the lead')
    return db.inTransaction(async tx => {
      const erasure = await this.begin(tx, person, { userId: by.principal.userId, reason: reason ?? null })
      if (erasure.isNew) {
        const { id, lead_ids, client_ids } = erasure.row
        const details = { lead_ids, client_ids }
        neighbours.audit(tx, { by, action: 'erased_person', recordType: 'erasure', recordId: id, details })
      }
      return erasure.row
    })
  }

  /** @throws AppError "rule-violated" when something holds the person */
  async begin(
    tx: Transaction,
    person: Person,
    { userId, reason }: { userId: number | null; reason: string | null },
  ): Promise<{ row: ErasureRow; isNew: boolean }> {
    const { crypto, neighbours } = this.#needs
    await tx.rows('SELECT FROM leads WHERE id = ANY ($1::int[]) ORDER BY id FOR UPDATE', [person.leadIds])
    const [hold] = await holdsOn(tx, person.leadIds)
    if (hold) throw wrong('lead_id', `It must be kept: ${hold.reason}`)
    const known = await this.#known(tx, person)
    if (known) return { row: known, isNew: false }
    const traces = await neighbours.leads.personal.traces(tx, person.leadIds)
    const [row] = await tx.rows<ErasureRow>(
      'INSERT INTO erasures (lead_ids, client_ids, requested_by, reason, traces) VALUES ($1, $2, $3, $4, $5) RETURNING *',
      [person.leadIds, person.clientIds, userId, reason, crypto.seal(JSON.stringify(traces), TRACES).bytes],
    )
    if (!row) throw new Error('the insert returned no erasure')
    await addJob(tx, this.#job, { erasure_id: row.id })
    return { row, isNew: true }
  }

  /** The erasure of these leads that there is already; one that failed goes on. */
  async #known(tx: Transaction, { leadIds }: Person): Promise<ErasureRow | undefined> {
    const [known] = await tx.rows<ErasureRow>(
      'SELECT * FROM erasures WHERE lead_ids @> $1::int[] ORDER BY id LIMIT 1',
      [leadIds],
    )
    if (known?.status !== 'failed') return known
    const [again] = await tx.rows<ErasureRow>(
      "UPDATE erasures SET status = 'queued' WHERE id = $1 RETURNING *",
      [known.id],
    )
    await addJob(tx, this.#job, { erasure_id: known.id })
    return again
  }

  /** The newest, whoever began them. */
  list(): Promise<ErasureRow[]> {
    return this.#needs.db.rows('SELECT * FROM erasures ORDER BY id DESC LIMIT $1', [SHOWN])
  }

  told = (rows: readonly ErasureRow[]) => Promise.all(rows.map(row => this.toldOne(row)))

  async toldOne({ traces: _, requested_by, created_at, finished_at, ...row }: ErasureRow) {
    const names = await this.#needs.neighbours.people.namesOf(requested_by === null ? [] : [requested_by])
    return {
      ...row,
      requested_by: requested_by === null ? null : { id: requested_by, name: names.get(requested_by) ?? '' },
      created_at: created_at.toISOString(),
      finished_at: finished_at?.toISOString() ?? null,
    }
  }

  /** Keeps a lead from being erased.
   *  @throws AppError "not-found" */
  async hold(by: By, leadId: number, { reason, until = null }: { reason: string; until?: string | null }) {
    const { db, neighbours } = this.#needs
    const leadIds = await neighbours.leads.personal.leadsOf(by.principal, 'erase', [leadId])
    await db.inTransaction(async tx => {
      await tx.rows('SELECT FROM leads WHERE id = ANY ($1::int[]) ORDER BY id FOR UPDATE', [leadIds])
      await tx.rows(
        `INSERT INTO erasure_holds (lead_id, reason, until, set_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (lead_id) DO UPDATE SET reason = excluded.reason, until = excluded.until, set_by = excluded.set_by, set_at = now()`,
        [leadId, reason.trim(), until, by.principal.userId],
      )
      neighbours.audit(tx, {
        by,
        action: 'held_person',
        recordType: 'lead',
        recordId: leadId,
        details: { until },
      })
    })
  }

  /** Lets a lead be erased again.
   *  @throws AppError "not-found" */
  async release(by: By, leadId: number): Promise<void> {
    const { db, neighbours } = this.#needs
    await neighbours.leads.personal.leadsOf(by.principal, 'erase', [leadId])
    await db.inTransaction(async tx => {
      const gone = await tx.rows('DELETE FROM erasure_holds WHERE lead_id = $1 RETURNING 1', [leadId])
      if (gone.length > 0)
        neighbours.audit(tx, { by, action: 'released_person', recordType: 'lead', recordId: leadId })
    })
  }
}

const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()

const wrong = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })

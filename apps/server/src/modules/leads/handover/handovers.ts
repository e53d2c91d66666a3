import type { Principal } from '@optimwalls/permissions'
import { reachOf, scopeOf } from '@optimwalls/permissions'
import { type Static, Type } from 'typebox'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { addJob, defineJob } from '../../../platform/jobs/jobs.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import type { LeadService } from '../leads.service.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

export const Handover = Type.Object({
  id: Id,
  from_user_id: Id,
  to_user_ids: Type.Array(Id),
  status: Type.Enum(['waiting', 'running', 'done', 'failed']),
  total: Type.Integer({ description: 'Leads there were when it was asked for' }),
  moved: Type.Integer(),
  kept: Type.Integer({ description: 'Leads that you may not give away, or that changed hands meanwhile' }),
})
export type Handover = Static<typeof Handover>
export const HandoverBody = Type.Object(
  {
    to: Type.Array(Id, {
      minItems: 1,
      maxItems: 50,
      uniqueItems: true,
      description: 'Who gets them; of several each in turn',
    }),
  },
  { additionalProperties: false },
)

/** Leads of one transaction. */
const BATCH = 50

const COLUMNS = 'id, from_user_id, to_user_ids, status, total, moved, kept'
type Row = Handover & { requested_by: number; last_lead_id: number }

export interface HandoverNeeds {
  db: Database
  neighbours: LeadNeighbours
  service: LeadService
}

/** Giving all leads of one person to others, as a job that ends what it began. */
export class Handovers {
  readonly #needs: HandoverNeeds
  readonly job

  constructor(needs: HandoverNeeds) {
    this.#needs = needs
    this.job = defineJob({
      name: 'leads-hand-over',
      schema: Type.Object({ handover_id: Type.Integer() }),
      maxAttempts: 10,
      key: ({ handover_id }) => `leads-hand-over-${handover_id}`,
      run: async ({ handover_id }, run) => {
        while (!(await needs.db.inTransaction(tx => this.#moveBatch(tx, handover_id)))) {
          run.signal.throwIfAborted()
        }
      },
      onFailed: async ({ handover_id }, error, run) => {
        run.log.error({ err: error, handover_id }, 'leads: a handover failed')
        await end(needs.db, handover_id, 'failed')
      },
    })
  }

  /** @throws AppError "not-found" for somebody out of reach, "forbidden" for who may not assign, "invalid-input" for a receiver
   *  who cannot own leads or is out of reach */
  async begin(tx: Transaction, by: Author, from: number, to: readonly number[]): Promise<Handover> {
    const { neighbours } = this.#needs
    const people = await neighbours.people.all()
    const scope = scopeOf(by.principal, 'CRM', 'assign')
    if (scope === null) throw new AppError('forbidden', { detail: 'Your role does not assign leads.' })
    const manages = scopeOf(by.principal, 'Administration', 'manage_users')
    const person = people.get(from)
    if (!person || !isWithin(by.principal, manages ?? 'own', person)) throw new AppError('not-found')
    to.forEach((id, i) => {
      const receiver = people.get(id)
      const mayGet = receiver?.isActive && receiver.canOwnLeads && id !== from
      if (!mayGet || !isWithin(by.principal, scope, receiver))
        throw invalidInput(`to.${i}`, 'is nobody you can give leads to')
    })
    const [row] = await tx.rows<Handover>(
      `INSERT INTO lead_handovers (from_user_id, to_user_ids, requested_by, total)
       SELECT $1, $2::int[], $3, count(*)::int FROM leads WHERE assigned_to = $1 AND deleted_at IS NULL RETURNING ${COLUMNS}`,
      [from, to, by.principal.userId],
    )
    if (!row) throw new Error('the handover was not written')
    neighbours.audit(tx, {
      principal: by.principal,
      request: by.request,
      action: 'handed_over_leads',
      record: { type: 'user', id: from },
      details: { to, total: row.total },
    })
    await addJob(tx, this.job, { handover_id: row.id })
    return row
  }

  /** @throws AppError "not-found" for one that somebody else asked for */
  async one(principal: Principal, id: number): Promise<Handover> {
    const [row] = await this.#needs.db.rows<Handover>(
      `SELECT ${COLUMNS} FROM lead_handovers WHERE id = $1 AND requested_by = $2`,
      [id, principal.userId],
    )
    if (!row) throw new AppError('not-found')
    return row
  }

  /** Each batch is judged by what the one who asked may do at that moment. @returns whether it is at an end */
  async #moveBatch(tx: Transaction, id: number): Promise<boolean> {
    const { neighbours, service } = this.#needs
    const [row] = await tx.rows<Row>(
      `UPDATE lead_handovers SET status = 'running' WHERE id = $1 AND status IN ('waiting', 'running')
       RETURNING ${COLUMNS}, requested_by, last_lead_id`,
      [id],
    )
    if (!row) return true
    const principal = await neighbours.principalOf(row.requested_by)
    if (!principal || scopeOf(principal, 'CRM', 'assign') === null) {
      neighbours.onStopped(row.requested_by, 'leads-handover', 'the right to assign was taken away')
      await end(tx, id, 'failed')
      return true
    }
    const leads = await tx.rows<{ id: number }>(
      `SELECT id FROM leads WHERE assigned_to = $1 AND deleted_at IS NULL AND id > $2 ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
      [row.from_user_id, row.last_lead_id],
    )
    const by: Author = { principal, request: { id: `handover-${id}`, ip: '' } }
    const done = { moved: row.moved, kept: row.kept }
    for (const lead of leads) {
      const turn = (done.moved + done.kept) % row.to_user_ids.length
      if (await give(service, tx, by, lead.id, row.to_user_ids[turn] ?? 0)) done.moved += 1
      else done.kept += 1
    }
    await tx.rows('UPDATE lead_handovers SET moved = $2, kept = $3, last_lead_id = $4 WHERE id = $1', [
      id,
      done.moved,
      done.kept,
      leads.at(-1)?.id ?? row.last_lead_id,
    ])
    if (leads.length === BATCH) return false
    await end(tx, id, 'done')
    return true
  }
}

/** @returns false where the lead is not the giver's to give */
async function give(
  service: LeadService,
  tx: Transaction,
  by: Author,
  id: number,
  to: number,
): Promise<boolean> {
  try {
    await service.update(tx, by, id, { assigned_to: to })
    return true
  } catch (error) {
    // Refused before anything was written: the rest of the batch goes on.
    if (error instanceof AppError) return false
    throw error
  }
}

function isWithin(
  principal: Principal,
  scope: 'own' | 'team' | 'all',
  person: { id: number; teamId: number | null },
): boolean {
  const reach = reachOf(principal, scope)
  if (reach.all) return true
  return person.id === reach.owner || (person.teamId !== null && reach.teams.includes(person.teamId))
}

async function end(db: Pick<Transaction, 'rows'>, id: number, status: 'done' | 'failed'): Promise<void> {
  await db.rows('UPDATE lead_handovers SET status = $2, finished_at = now() WHERE id = $1', [id, status])
}

import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { scopeCondition } from '../../access/index.ts'
import { visibleTo } from '../duplicates.ts'
import { announce } from '../lead-facts.ts'
import type { LeadRow } from '../lead-row.ts'
import type { LeadNeighbours, Person } from '../leads.neighbours.ts'
import { findByIds, lockById, saveLead } from '../leads.repository.ts'
import type { Author } from '../leads.service.ts'
import {
  type AccessRequestRow,
  addRequest,
  decideRequest,
  findRequest,
  type ListedRequest,
  listMine,
  listToDecide,
  lockRequest,
} from './access-requests.repository.ts'
import type { AccessAsk, AccessRequest, AccessRequestQuery } from './access-requests.schemas.ts'
import { readAskToken } from './ask-token.ts'

export interface AccessRequestNeeds {
  db: Database
  crypto: Crypto
  neighbours: Pick<LeadNeighbours, 'people' | 'audit'>
  now: () => Date
}

const WHOEVER = { sql: 'true', values: [], isPlain: true }
const COLUMNS = { owner: 'l.assigned_to', team: 'l.team_id' }

/** Asking for a lead that one does not see. Its owner decides, or whoever assigns it: to grant is to hand the lead over, so that the
 *  one rule of who sees a lead stays the one rule (decision 0015). */
export class AccessRequestService {
  readonly #needs: AccessRequestNeeds

  constructor(needs: AccessRequestNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "invalid-input" for a token that does not hold, "rule-violated" for a lead that the caller sees */
  async ask(tx: Transaction, by: Author, { ask_token, reason = null }: AccessAsk): Promise<AccessRequest> {
    const { crypto, neighbours, now } = this.#needs
    const leadId = readAskToken(crypto, by.principal.userId, ask_token, now())
    const lead = leadId === null ? undefined : await lockById(tx, leadId, WHOEVER)
    if (!lead || lead.deleted_at) {
      const message = 'has expired: look for the lead again'
      throw new AppError('invalid-input', { errors: [{ path: 'ask_token', message }] })
    }
    if (visibleTo(by.principal)({ ownerId: lead.assigned_to, teamId: lead.team_id })) {
      throw new AppError('rule-violated', { detail: 'You see this lead already.' })
    }
    const { row, isNew } = await addRequest(tx, lead.id, by.principal.userId, reason?.trim() ?? null)
    if (isNew) {
      announce(tx, 'lead.access_requested', lead, by.principal.userId, {
        request_id: row.id,
        requester_id: by.principal.userId,
      })
      neighbours.audit(tx, { ...by, action: 'asked_for_access', leadId: lead.id })
    }
    return this.#told({ ...row, lead_name: lead.name, owner_id: lead.assigned_to }, false)
  }

  async list(principal: Principal, { of = 'others', limit = 50, cursor }: AccessRequestQuery) {
    const { db } = this.#needs
    const question = `access-requests-${of}`
    const before = cursor === undefined ? null : Number(decodeCursor(cursor, question, ['integer'])[0])
    const rows =
      of === 'me'
        ? await listMine(db, principal.userId, before, limit + 1)
        : await listToDecide(db, decidedBy(principal), before, limit + 1)
    const leads = of === 'me' ? await this.#seenLeads(principal, rows) : null
    const shown = rows.slice(0, limit)
    const data = await Promise.all(shown.map(row => this.#told(row, leads?.has(row.lead_id) ?? true)))
    const last = rows.length > limit ? shown.at(-1) : undefined
    return { data, next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null }
  }

  /** Hands the lead over to whoever asked, or declines. What was decided already is answered as it is, when it is the same.
   *  @throws AppError "not-found" for who does not decide on it, "rule-violated" when it cannot be granted any more */
  async decide(tx: Transaction, by: Author, id: number, decision: 'grant' | 'decline') {
    const { neighbours, now } = this.#needs
    const seen = await findRequest(tx, id)
    if (!seen) throw new AppError('not-found')
    // The lead first, as everything that writes leads has it.
    const lead = await lockById(tx, seen.lead_id, WHOEVER)
    const request = await lockRequest(tx, id)
    if (!lead || lead.deleted_at || !request || !this.#mayDecide(by.principal, lead, request)) {
      throw new AppError('not-found')
    }
    const wanted = decision === 'grant' ? 'granted' : 'declined'
    if (request.status !== 'open' && request.status !== wanted) {
      throw new AppError('rule-violated', { detail: 'Somebody has answered this request already.' })
    }
    if (request.status === 'open') {
      if (decision === 'grant') await this.#handOver(tx, by, lead, request)
      await decideRequest(tx, id, wanted, by.principal.userId, now())
      const event = decision === 'grant' ? 'lead.access_granted' : 'lead.access_declined'
      const facts = { request_id: id, requester_id: request.requester_id }
      announce(tx, event, lead, by.principal.userId, facts)
      neighbours.audit(tx, {
        ...by,
        action: decision === 'grant' ? 'granted_access' : 'declined_access',
        leadId: lead.id,
        details: { request_id: id, requester_id: request.requester_id },
      })
    }
    const after = (await lockRequest(tx, id)) as AccessRequestRow
    return this.#told({ ...after, lead_name: lead.name, owner_id: lead.assigned_to }, true)
  }

  /** The owner, or whoever assigns this lead; for a decided request also who decided it. */
  #mayDecide(principal: Principal, lead: LeadRow, request: AccessRequestRow): boolean {
    if (lead.assigned_to === principal.userId || request.decided_by === principal.userId) return true
    const scope = scopeOf(principal, 'CRM', 'assign')
    return (
      scope !== null && isWithin(reachOf(principal, scope), { owner: lead.assigned_to, team: lead.team_id })
    )
  }

  async #handOver(tx: Transaction, by: Author, lead: LeadRow, request: AccessRequestRow): Promise<void> {
    const people = await this.#needs.neighbours.people.all()
    const requester = people.get(request.requester_id)
    if (!requester?.isActive || !requester.canOwnLeads) {
      throw new AppError('rule-violated', { detail: 'Whoever asked does not work with leads any more.' })
    }
    const before = { ...lead }
    const at = this.#needs.now()
    lead.assigned_to = requester.id
    lead.team_id = requester.teamId
    const saved = await saveLead(tx, { ...lead, version: lead.version + 1, updated_at: at })
    const actor = by.principal.userId
    const edit = { version: saved.version, fields: ['assigned_to'], changes: {} }
    announce(tx, 'lead.updated', saved, actor, edit, { before })
    announce(tx, 'lead.assigned', saved, actor, { from: before.assigned_to, to: requester.id })
  }

  async #seenLeads(principal: Principal, rows: readonly ListedRequest[]): Promise<Set<number>> {
    const visible = visibleTo(principal)
    const leads = await findByIds(this.#needs.db, [...new Set(rows.map(row => row.lead_id))])
    const seen = leads.filter(
      lead => !lead.deleted_at && visible({ ownerId: lead.assigned_to, teamId: lead.team_id }),
    )
    return new Set(seen.map(lead => lead.id))
  }

  async #told(row: ListedRequest, isLeadTold: boolean): Promise<AccessRequest> {
    const people = await this.#needs.neighbours.people.all()
    return {
      id: row.id,
      lead: isLeadTold ? { id: row.lead_id, name: row.lead_name } : null,
      owner: nameOf(people, row.owner_id),
      requester: nameOf(people, row.requester_id) ?? { id: row.requester_id, name: '' },
      reason: row.reason,
      status: row.status,
      decided_by: nameOf(people, row.decided_by),
      decided_at: row.decided_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
    }
  }
}

function decidedBy(principal: Principal): { sql: string; values: unknown[] } {
  const values: unknown[] = [principal.userId]
  if (scopeOf(principal, 'CRM', 'assign') === null) return { sql: 'l.assigned_to = $1', values }
  const assigned = scopeCondition(principal, 'CRM', 'assign', COLUMNS, values)
  return { sql: `(l.assigned_to = $1 OR ${assigned})`, values }
}

function nameOf(people: ReadonlyMap<number, Person>, id: number | null): { id: number; name: string } | null {
  const person = id === null ? undefined : people.get(id)
  return person ? { id: person.id, name: person.name } : null
}

import { createHash } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import { type People, scopeCondition } from '../access/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import {
  type ClientLeadRecord,
  type ClientRecord,
  type Condition,
  findClient,
  leadsOf,
  listClients,
} from './clients.repository.ts'
import type { Client, ClientList, ClientListQuery, ClientRow } from './conversion.schemas.ts'

export interface ClientReaderNeeds {
  db: Connection
  people: Pick<People, 'namesOf'>
  leads: Pick<LeadsDoor, 'conversion'>
  currency: string
  /** Counts the clients whose contact details somebody was shown in lists. */
  noteContactsRead(principal: Principal, clients: number): void
}

/** Reads clients as one person may see them: whoever sees a lead that became the client sees the client, and of its leads those in
 *  their reach. Whoever sees all leads sees all clients. */
export class ClientReader {
  readonly #needs: ClientReaderNeeds

  constructor(needs: ClientReaderNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "not-found" */
  async one(principal: Principal, id: number, db: Connection = this.#needs.db): Promise<Client> {
    const leadsInReach = leadScope(principal)
    const record = await findClient(db, id, clientScope(leadsInReach))
    if (!record) throw new AppError('not-found')
    const leads = await leadsOf(db, [id], leadsInReach)
    const names = await this.#names(leads)
    const { phones, address, ...contact } = this.#needs.leads.conversion.contactOf(record.contact)
    const { leads: _count, owner: _owner, ...shared } = this.#row(record, leads, names)
    return {
      ...shared,
      ...contact,
      phones,
      address,
      budget: record.budget,
      project_details: record.project_details,
      leads: leads.map(lead => ({
        id: lead.id,
        name: lead.name,
        project_type: lead.project_type,
        budget: lead.budget,
        value: lead.value,
        owner: personOf(lead.assigned_to, names),
        converted_at: lead.converted_at.toISOString(),
        converted_by: personOf(lead.converted_by, names),
      })),
    }
  }

  /** A page, newest first.
   *  @throws AppError "invalid-cursor" */
  async page(principal: Principal, { q, cursor, limit = 50 }: ClientListQuery): Promise<ClientList> {
    const { db } = this.#needs
    const leadsInReach = leadScope(principal)
    const question = createHash('sha256')
      .update(JSON.stringify(['clients', q]))
      .digest('base64url')
      .slice(0, 16)
    const after = cursor === undefined ? null : decodeCursor(cursor, question, ['instant', 'integer'])
    const found = await listClients(db, clientScope(leadsInReach), { q, after, limit: limit + 1 })
    const page = found.slice(0, limit)
    const leads = await leadsOf(
      db,
      page.map(client => client.id),
      leadsInReach,
    )
    const names = await this.#names(leads)
    const last = page.at(-1)
    this.#needs.noteContactsRead(principal, page.length)
    return {
      data: page.map(client =>
        this.#row(
          client,
          leads.filter(lead => lead.client_id === client.id),
          names,
        ),
      ),
      next_cursor:
        last && found.length > limit
          ? encodeCursor({ q: question, k: [last.created_at.toISOString(), last.id] })
          : null,
    }
  }

  #names(leads: readonly ClientLeadRecord[]): Promise<Map<number, string>> {
    const ids = leads.flatMap(lead => [lead.assigned_to, lead.converted_by]).filter(id => id !== null)
    return this.#needs.people.namesOf(new Set(ids))
  }

  #row(
    record: ClientRecord,
    leads: readonly ClientLeadRecord[],
    names: ReadonlyMap<number, string>,
  ): ClientRow {
    const { email, phone } = this.#needs.leads.conversion.contactOf(record.contact)
    const amounts = leads.flatMap(lead => lead.value ?? [])
    return {
      id: record.id,
      name: record.name,
      email,
      phone,
      location: record.location,
      value: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0),
      currency: this.#needs.currency,
      created_at: record.created_at.toISOString(),
      leads: leads.length,
      owner: personOf(leads[0]?.assigned_to ?? null, names),
    }
  }
}

export function personOf(
  id: number | null,
  names: ReadonlyMap<number, string>,
): { id: number; name: string } | null {
  const name = id === null ? undefined : names.get(id)
  return id === null || name === undefined ? null : { id, name }
}

/** The leads within the person's reach, as a condition on `leads l`.
 *  @throws AppError "forbidden" */
function leadScope(principal: Principal): Condition {
  const values: unknown[] = []
  const columns = { owner: 'l.assigned_to', team: 'l.team_id' }
  return { sql: scopeCondition(principal, 'CRM', 'view', columns, values), values }
}

const clientScope = ({ sql, values }: Condition): Condition => ({
  sql:
    sql === 'true'
      ? sql
      : `EXISTS (SELECT FROM conversions v JOIN leads l ON l.id = v.lead_id WHERE v.client_id = c.id AND l.deleted_at IS NULL AND ${sql})`,
  values,
})

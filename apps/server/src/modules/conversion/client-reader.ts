import { createHash } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import type { People } from '../access/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import type { StagesDoor } from '../pipelines/index.ts'
import { clientReach } from './client-reach.ts'
import {
  type ClientLeadRecord,
  type ClientRecord,
  findClient,
  leadsOf,
  listClients,
} from './clients.repository.ts'
import type { Client, ClientList, ClientListQuery, ClientRow } from './conversion.schemas.ts'
import type { ClientPeople } from './people/people.schemas.ts'
import { broughtBy, referrersOf } from './referrals.repository.ts'

export interface ClientReaderNeeds {
  db: Connection
  people: Pick<People, 'namesOf'>
  leads: Pick<LeadsDoor, 'conversion'>
  stages: Pick<StagesDoor, 'all'>
  currency: string
  /** Counts the clients whose contact details somebody was shown in lists. */
  noteContactsRead(principal: Principal, clients: number): void
}

/** Reads clients as one person may see them (`clientReach`): whoever sees a lead that became the client sees the client, and of its leads
 *  those in their reach; who looks after it or designs for it sees all of it. */
export class ClientReader {
  readonly #needs: ClientReaderNeeds

  constructor(needs: ClientReaderNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "not-found" */
  async one(principal: Principal, id: number, db: Connection = this.#needs.db): Promise<Client> {
    const reach = clientReach(principal)
    const record = await findClient(db, id, reach)
    if (!record) throw new AppError('not-found')
    const leads = await leadsOf(db, [id], reach)
    const brought = await broughtBy(db, record, reach)
    const names = await this.#names([record], leads, brought)
    const stages = await this.#needs.stages.all()
    const { phones, address, ...contact } = this.#needs.leads.conversion.contactOf(record.contact)
    const {
      leads: _count,
      owner: _owner,
      account_owner: _own,
      designer: _design,
      ...shared
    } = this.#row(record, leads, names)
    return {
      ...shared,
      ...contact,
      phones,
      address,
      budget: record.budget,
      project_details: record.project_details,
      people: peopleOf(record, names),
      referrals: {
        brought_by: await referrersOf(db, id, reach),
        brought: brought.map(({ assigned_to, stage_id, ...lead }) => ({
          ...lead,
          stage: stages.get(stage_id)?.name ?? '',
          owner: personOf(assigned_to, names),
        })),
      },
      leads: leads.map(lead => ({
        id: lead.id,
        name: lead.name,
        project_type: lead.project_type,
        budget: lead.budget,
        value: lead.value,
        owner: personOf(lead.assigned_to, names),
        converted_at: lead.converted_at.toISOString(),
        converted_by: personOf(lead.converted_by, names),
        can_open: lead.can_open,
      })),
    }
  }

  /** The names of those of these clients that the person sees. */
  async namesOf(principal: Principal, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map()
    const { clients, values } = clientReach(principal)
    const rows = await this.#needs.db.rows<{ id: number; name: string }>(
      `SELECT c.id, c.name FROM clients c WHERE c.id = ANY ($${values.length + 1}::int[]) AND ${clients}`,
      [...values, ids],
    )
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** A page, newest first.
   *  @throws AppError "invalid-cursor" */
  async page(principal: Principal, { cursor, limit = 50, ...filters }: ClientListQuery): Promise<ClientList> {
    const { db } = this.#needs
    const reach = clientReach(principal)
    const question = createHash('sha256')
      .update(JSON.stringify(['clients', Object.entries(filters).sort()]))
      .digest('base64url')
      .slice(0, 16)
    const after = cursor === undefined ? null : decodeCursor(cursor, question, ['instant', 'integer'])
    const found = await listClients(db, reach, { ...filters, after, limit: limit + 1 })
    const page = found.slice(0, limit)
    const leads = await leadsOf(
      db,
      page.map(client => client.id),
      reach,
    )
    const names = await this.#names(page, leads)
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

  #names(
    clients: readonly ClientRecord[],
    leads: readonly ClientLeadRecord[],
    others: readonly { assigned_to: number | null }[] = [],
  ): Promise<Map<number, string>> {
    const ids = [
      ...others.map(lead => lead.assigned_to),
      ...clients.flatMap(client => [client.account_owner_id, client.designer_id]),
      ...leads.flatMap(lead => [lead.assigned_to, lead.converted_by]),
    ]
    return this.#needs.people.namesOf(new Set(ids.filter(id => id !== null)))
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
      account_owner: personOf(record.account_owner_id, names),
      designer: personOf(record.designer_id, names),
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

const peopleOf = (record: ClientRecord, names: ReadonlyMap<number, string>): ClientPeople => ({
  account_owner: {
    person: personOf(record.account_owner_id, names),
    reason: record.account_owner_reason,
  },
  designer: { person: personOf(record.designer_id, names), reason: record.designer_reason },
  version: record.people_version,
})

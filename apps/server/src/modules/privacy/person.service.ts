import type { Principal } from '@optimwalls/permissions'
import type { Connection, Database } from '../../platform/database/database.ts'
import { AppError, invalidInput } from '../../platform/errors.ts'
import type { Person } from '../leads/index.ts'
import type { PrivacyNeighbours } from './privacy.neighbours.ts'
import type { PersonQuery } from './privacy.schemas.ts'

export type PersonAction = 'export_person' | 'erase'

export interface HoldRow {
  lead_id: number
  reason: string
  until: string | null
  set_by: number | null
  set_at: Date
}

/** Finds out who a person is: all leads and clients that are one with a lead or a client. */
export class PersonService {
  readonly #db: Database
  readonly #neighbours: Pick<PrivacyNeighbours, 'leads' | 'clients'>

  constructor(db: Database, neighbours: Pick<PrivacyNeighbours, 'leads' | 'clients'>) {
    this.#db = db
    this.#neighbours = neighbours
  }

  /** @throws AppError "not-found" when any of it is out of the caller's reach */
  async find(principal: Principal, action: PersonAction, query: PersonQuery): Promise<Person> {
    const { leads, clients } = this.#neighbours
    const { lead_id, client_id, with: others = [] } = query
    if ((lead_id === undefined) === (client_id === undefined))
      throw invalidInput('lead_id', 'Name either a lead or a client')
    const first = lead_id === undefined ? await clients.leadsOf(this.#db, [client_id ?? 0]) : [lead_id]
    if (first.length === 0) throw new AppError('not-found')
    const person = await this.grown({ leadIds: [...first, ...others], clientIds: [] })
    return { ...person, leadIds: await leads.personal.leadsOf(principal, action, person.leadIds) }
  }

  /** The person with everything that has become theirs since: leads merged, clients made. */
  async grown({ leadIds, clientIds }: Person): Promise<Person> {
    const { leads, clients } = this.#neighbours
    const all = { leads: [...leadIds], clients: [...clientIds] }
    for (;;) {
      const merged = await leads.personal.withMerged(this.#db, all.leads)
      const known = new Set([...all.clients, ...(await clients.ofLeads(this.#db, merged))])
      const grown = new Set([...all.leads, ...merged, ...(await clients.leadsOf(this.#db, [...known]))])
      if (grown.size === all.leads.length)
        return { leadIds: [...grown].sort(byId), clientIds: [...known].sort(byId) }
      all.leads = [...grown]
      all.clients = [...known]
    }
  }

  async preview(principal: Principal, action: PersonAction, query: PersonQuery) {
    const { leads } = this.#neighbours
    const person = await this.find(principal, action, query)
    const counts = await Promise.all(
      leads.personal.holdings.map(async ({ name, label, count }) => ({
        name,
        label,
        rows: await count(this.#db, person),
      })),
    )
    const [first] = await leads.personal.names(this.#db, person.leadIds)
    return {
      lead_ids: [...person.leadIds],
      client_ids: [...person.clientIds],
      name: first?.name ?? null,
      holdings: counts.filter(({ rows }) => rows > 0),
      related: await leads.personal.related(principal, action, person.leadIds),
      holds: (await holdsOn(this.#db, person.leadIds)).map(({ lead_id, reason, until }) => ({
        lead_id,
        reason,
        until,
      })),
    }
  }
}

const byId = (one: number, other: number): number => one - other

/** Why these leads must be kept, today. */
export const holdsOn = (db: Connection, leadIds: readonly number[]): Promise<HoldRow[]> =>
  db.rows<HoldRow>(
    `SELECT lead_id, reason, until::text AS until, set_by, set_at FROM erasure_holds
     WHERE lead_id = ANY ($1::int[]) AND (until IS NULL OR until >= current_date) ORDER BY lead_id`,
    [leadIds],
  )

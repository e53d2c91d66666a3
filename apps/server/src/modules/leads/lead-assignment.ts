import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { openContact } from './contact.ts'
import { MOST_UNDER_A_TERM } from './duplicates/find-look-alikes.ts'
import type { FieldCatalogue } from './fields/field-catalogue.ts'
import type { FieldFilter } from './fields/field-sql.ts'
import { announce } from './lead-facts.ts'
import { leadConditions, type Where } from './lead-filter.ts'
import { addressTerm } from './lead-terms.ts'
import { lockById, saveLead } from './leads.repository.ts'
import type { LeadKindFilters, LeadStatus } from './leads.schemas.ts'

/** A lead as far as choosing an owner needs to know it. */
export interface AssignableLead {
  id: number
  assigned_to: number | null
  team_id: number | null
  status: LeadStatus
  location: string | null
  language: string | null
  project_type: string | null
  property_type: string | null
  style: string | null
  /** For each of the asked conditions whether the lead meets it. */
  meets: boolean[]
}

/** Somebody who looks after the same person, or the same household, under another lead. */
export interface FormerOwner {
  lead_id: number
  owner_id: number
  is_household: boolean
}

export interface LeadAssignmentNeeds {
  crypto: Crypto
  fields: FieldCatalogue
  timeZone: string
  now: () => Date
}

const findContacts = (
  db: Connection,
  ids: readonly number[],
): Promise<{ id: number; contact: Buffer | null }[]> =>
  db.rows(
    'SELECT l.id, l.contact FROM jsonb_array_elements_text($1::jsonb) AS asked (id) JOIN leads l ON l.id = asked.id::int',
    [JSON.stringify(ids)],
    'lead-contacts',
  )

const WHOEVER: Where = { sql: 'true', values: [], isPlain: true }

/** What leads do for the module that finds them their owners. */
export class LeadAssignment {
  readonly #needs: LeadAssignmentNeeds

  constructor(needs: LeadAssignmentNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "invalid-input" for a field of the firm that leads are not filtered by */
  async check(conditions: LeadKindFilters): Promise<void> {
    await this.#needs.fields.filtersIn(conditions)
  }

  /** These living leads, oldest first, with what they meet of the conditions. */
  find(
    db: Connection,
    ids: readonly number[],
    conditions: readonly LeadKindFilters[],
  ): Promise<AssignableLead[]> {
    return this.#select(db, conditions, put => `l.id = ANY (${put(ids)}::int[])`)
  }

  /** The newest living leads, oldest first. */
  newest(db: Connection, limit: number, conditions: readonly LeadKindFilters[]): Promise<AssignableLead[]> {
    return this.#select(
      db,
      conditions,
      put =>
        `l.id IN (SELECT id FROM leads WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ${put(limit)})`,
    )
  }

  async #select(
    db: Connection,
    conditions: readonly LeadKindFilters[],
    which: (put: (value: unknown) => string) => string,
  ): Promise<AssignableLead[]> {
    const values: unknown[] = []
    const chosen = which(value => `$${values.push(value)}`)
    const parts: string[] = []
    for (const filters of conditions) {
      const where: Where = { sql: 'true', values, isPlain: false }
      const custom = await this.#customOf(filters)
      if (custom) leadConditions(filters, null, this.#needs.timeZone, where, custom)
      parts.push(custom ? `coalesce(${where.sql}, false)` : 'false')
    }
    return db.rows<AssignableLead>(
      `SELECT l.id, l.assigned_to, l.team_id, l.status, l.location, l.language, l.project_type, l.property_type, l.style,
              to_json(ARRAY[${parts.join(', ')}]::boolean[]) AS meets
       FROM leads l WHERE ${chosen} AND l.deleted_at IS NULL ORDER BY l.created_at, l.id`,
      values,
    )
  }

  /** Null for a condition on a field that leads are not filtered by any more: it is met by none. */
  async #customOf(filters: LeadKindFilters): Promise<FieldFilter[] | null> {
    try {
      return await this.#needs.fields.filtersIn(filters)
    } catch (error) {
      if (error instanceof AppError) return null
      throw error
    }
  }

  /** Who owns leads of the same person or household, the latest lead first. Whoever has the same address is household from the first
   *  moment on: pairs of addresses are noted only a minute later. */
  async formerOwners(db: Connection, leadIds: readonly number[]): Promise<Map<number, FormerOwner[]>> {
    const { crypto } = this.#needs
    const asked = (await findContacts(db, leadIds)).map(({ id, contact }) => ({
      id,
      address: addressTerm(crypto, openContact(crypto, contact)),
    }))
    const rows = await db.rows<FormerOwner>(
      `SELECT a.id AS lead_id, o.assigned_to AS owner_id, p.strength = 'household' AS is_household
       FROM jsonb_to_recordset($1::jsonb) AS asked (id int, address text)
       CROSS JOIN LATERAL (SELECT asked.id) AS a
       CROSS JOIN LATERAL (
         SELECT other_id AS id, strength FROM lead_duplicates WHERE lead_id = a.id
         UNION ALL SELECT lead_id, strength FROM lead_duplicates WHERE other_id = a.id
         UNION ALL SELECT h.lead_id, 'household' FROM (
           SELECT t.lead_id, count(*) OVER () AS n
           FROM (SELECT lead_id FROM lead_terms WHERE term = asked.address LIMIT ${MOST_UNDER_A_TERM + 1}) AS t
         ) AS h
         WHERE h.lead_id <> a.id AND h.n <= ${MOST_UNDER_A_TERM} AND NOT EXISTS (
           SELECT FROM duplicate_decisions d
           WHERE d.lead_id = least(h.lead_id, a.id) AND d.other_id = greatest(h.lead_id, a.id) AND d.decision = 'not_duplicate')
       ) AS p
       JOIN leads o ON o.id = p.id AND o.deleted_at IS NULL AND o.assigned_to IS NOT NULL
       WHERE p.strength IN ('strong', 'household')
       ORDER BY is_household, o.created_at DESC, o.id DESC`,
      [JSON.stringify(asked)],
      'lead-former-owners',
    )
    const owners = new Map<number, FormerOwner[]>()
    for (const row of rows) owners.set(row.lead_id, [...(owners.get(row.lead_id) ?? []), row])
    return owners
  }

  /** How many open leads everybody has. */
  async openWork(db: Connection): Promise<Map<number, number>> {
    const rows = await db.rows<{ owner_id: number; n: number }>(
      `SELECT owner_id, sum(n)::int AS n FROM (
         SELECT owner_id, value, n FROM lead_counts WHERE dimension = 'status' AND value IN ('new', 'contacted', 'qualified')
         UNION ALL SELECT owner_id, status, n FROM lead_count_deltas WHERE status IN ('new', 'contacted', 'qualified')
       ) AS c WHERE owner_id <> 0 GROUP BY 1`,
      [],
      'lead-open-work',
    )
    return new Map(rows.map(({ owner_id, n }) => [owner_id, n]))
  }

  /** Holds a lead that its owner has not contacted: whoever contacts it at the same time comes before or after, never between.
   *  @returns whether it still is as it was said to be */
  async holdUncontacted(tx: Transaction, leadId: number, ownerId: number): Promise<boolean> {
    const row = await lockById(tx, leadId, WHOEVER)
    const isOpen = row && !row.deleted_at && row.status !== 'lost' && row.status !== 'converted'
    // Of one that was taken up again a clock runs anew, however often it was contacted before.
    const isOwed = row?.first_response_at === null || row?.response_due_at !== null
    return isOpen === true && row?.assigned_to === ownerId && isOwed
  }

  /** Gives a lead of `from`, by default one that is nobody's, to a person; `facts` say why.
   *  @returns false when somebody else has it by now, or it is gone */
  async give(
    tx: Transaction,
    leadId: number,
    to: { id: number; teamId: number | null },
    facts: Readonly<Record<string, unknown>>,
    from: number | null = null,
  ): Promise<boolean> {
    const before = await lockById(tx, leadId, WHOEVER)
    if (!before || before.deleted_at || before.assigned_to !== from) return false
    const saved = await saveLead(tx, {
      ...before,
      assigned_to: to.id,
      team_id: to.teamId,
      version: before.version + 1,
      updated_at: this.#needs.now(),
    })
    const edit = { version: saved.version, fields: ['assigned_to'], changes: {} }
    announce(tx, 'lead.updated', saved, null, edit, { before })
    announce(tx, 'lead.assigned', saved, null, { from, to: to.id, ...facts })
    return true
  }
}

import { createHash } from 'node:crypto'
import { type Principal, scopeOf } from '@optimwalls/permissions'
import { Temporal } from 'temporal-polyfill'
import type { Connection } from '../../platform/database/database.ts'
import { statementName } from '../../platform/database/statement.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import type { People } from '../access/index.ts'
import type { Lead } from '../leads/index.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import { toFollowUp } from './activity-presenter.ts'
import type { FollowUpRow } from './follow-ups.repository.ts'
import type { FollowUpCountQuery, FollowUpCounts, FollowUpLead, FollowUpQuery } from './follow-ups.schemas.ts'

export interface FollowUpReaderNeeds {
  db: Connection
  people: People
  leads: LeadDoor
  firmTimeZone: string
  now(): Date
}

/** More is said as "200+": whoever has so many left has another question than how many. */
const MOST_COUNTED = 200

/** Reads follow-ups of the leads that one person sees, and what a kick-off has given them to do. */
export class FollowUpReader {
  readonly #needs: FollowUpReaderNeeds

  constructor(needs: FollowUpReaderNeeds) {
    this.#needs = needs
  }

  /** A page in the order in which they are due; what is done, latest first. */
  async page(principal: Principal, { cursor, limit = 50, ...query }: FollowUpQuery) {
    const { db, leads, people } = this.#needs
    const isDone = query.status === 'done'
    const question = createHash('sha256')
      .update(JSON.stringify(Object.entries(query).sort()))
      .digest('base64url')
      .slice(0, 16)
    const position = cursor === undefined ? null : decodeCursor(cursor, question, ['instant', 'integer'])
    const key = isDone ? 'f.done_at' : 'f.due_at'
    const values: unknown[] = []
    const conditions = [...(await this.#whose(query, values)), this.#visible(principal, values)]
    if (query.lead_id !== undefined) conditions.push(`f.lead_id = $${values.push(query.lead_id)}`)
    if (query.status !== 'all') conditions.push(`f.done_at IS ${isDone ? 'NOT NULL' : 'NULL'}`)
    if (query.kind) conditions.push(`f.kind = ANY ($${values.push(query.kind)}::text[])`)
    if (query.due_from) conditions.push(`f.due_at >= $${values.push(query.due_from)}`)
    if (query.due_to) conditions.push(`f.due_at < $${values.push(query.due_to)}`)
    if (position) {
      const [at, id] = [values.push(position[0]), values.push(position[1])]
      conditions.push(`(${key}, f.id) ${isDone ? '<' : '>'} ($${at}::timestamptz, $${id}::int)`)
    }
    const direction = isDone ? 'DESC' : 'ASC'
    const text = `SELECT f.* FROM follow_ups f WHERE ${conditions.join(' AND ')}
       ORDER BY ${key} ${direction}, f.id ${direction} LIMIT $${values.push(limit + 1)}`
    const rows = await db.rows<FollowUpRow>(text, values, statementName(text))
    const shown = rows.slice(0, limit)
    const found = await leads.reader.several(
      principal,
      shown.map(row => row.lead_id),
      shown.flatMap(row => (isOwnKickOff(principal, row) ? row.lead_id : [])),
    )
    const names = await people.all()
    const last = rows.length > limit ? shown.at(-1) : undefined
    const at = last && (isDone ? last.done_at : last.due_at)
    return {
      data: shown.flatMap(row => {
        const lead = found.get(row.lead_id)
        return lead ? [{ ...toFollowUp(row, names), lead: leadBeside(lead) }] : []
      }),
      next_cursor: last && at ? encodeCursor({ q: question, k: [at.toISOString(), last.id] }) : null,
    }
  }

  /** How much there is to do, by the caller's day. */
  async counts(principal: Principal, query: FollowUpCountQuery): Promise<FollowUpCounts> {
    const { db, now } = this.#needs
    const at = now()
    const [dayStart, dayEnd] = await this.dayOf(principal.userId, at)
    const values: unknown[] = []
    const put = (value: unknown) => `$${values.push(value)}`
    const [moment, start, end] = [put(at), put(dayStart), put(dayEnd)]
    const visible = this.#visible(principal, values)
    const open = [...(await this.#whose(query, values)), 'f.done_at IS NULL', visible].join(' AND ')
    const done = [...(await this.#doneBy(query, values)), visible].join(' AND ')
    const count = (condition: string) =>
      `(SELECT count(*)::int FROM (SELECT FROM follow_ups f WHERE ${condition} LIMIT ${MOST_COUNTED}) AS x)`
    const text = `SELECT ${count(`${open} AND f.due_at < ${moment}`)} AS overdue,
      ${count(`${open} AND f.due_at >= ${moment} AND f.due_at < ${end}`)} AS today,
      ${count(`${open} AND f.due_at >= ${end}`)} AS upcoming,
      ${count(`${done} AND f.done_at >= ${start}`)} AS done_today`
    const [counts] = await db.rows<FollowUpCounts>(text, values, statementName(text))
    if (!counts) throw new Error('counting answered nothing')
    return counts
  }

  /** Beginning and end of the day on which `at` falls where this person is. */
  async dayOf(userId: number, at: Date): Promise<[start: Date, end: Date]> {
    const zone = (await this.#needs.people.all()).get(userId)?.timeZone ?? this.#needs.firmTimeZone
    const day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).startOfDay()
    return [new Date(day.epochMilliseconds), new Date(day.add({ days: 1 }).startOfDay().epochMilliseconds)]
  }

  #visible(principal: Principal, values: unknown[]): string {
    const scope = scopeOf(principal, 'CRM', 'view')
    const inReach = scope && this.#needs.leads.activity.visible(principal, 'view', 'f.lead_id', values)
    if (inReach && scope === 'all') return inReach
    const own = `(f.client_id IS NOT NULL AND f.assigned_to = $${values.push(principal.userId)}
      AND EXISTS (SELECT FROM leads k WHERE k.id = f.lead_id AND k.deleted_at IS NULL))`
    return inReach ? `(${inReach} OR ${own})` : own
  }

  async #whose({ assigned_to, team_id }: FollowUpCountQuery, values: unknown[]): Promise<string[]> {
    const conditions: string[] = []
    if (assigned_to) conditions.push(...(await this.#anyOf('f.assigned_to', assigned_to, values)))
    if (team_id !== undefined)
      conditions.push(...(await this.#anyOf('f.assigned_to', await this.#peopleOf(team_id), values)))
    return conditions
  }

  async #doneBy({ assigned_to, team_id }: FollowUpCountQuery, values: unknown[]): Promise<string[]> {
    const conditions: string[] = []
    if (assigned_to) conditions.push(...(await this.#anyOf('f.done_by', assigned_to, values)))
    if (team_id !== undefined)
      conditions.push(...(await this.#anyOf('f.done_by', await this.#peopleOf(team_id), values)))
    return conditions
  }

  async #anyOf(column: string, ids: readonly number[], values: unknown[]): Promise<string[]> {
    if (ids.length === 1) return [`${column} = $${values.push(ids[0])}`]
    return [`${column} = ANY ($${values.push(ids)}::int[])`]
  }

  async #peopleOf(teamId: number): Promise<number[]> {
    return [...(await this.#needs.people.all()).values()]
      .filter(person => person.teamId === teamId)
      .map(person => person.id)
  }
}

/** Whether a kick-off has given somebody this to do: they do it wherever the lead is. */
export const isOwnKickOff = (
  principal: Principal,
  row: Pick<FollowUpRow, 'client_id' | 'assigned_to'>,
): boolean => row.client_id !== null && row.assigned_to === principal.userId

export function leadBeside(lead: Lead): FollowUpLead {
  const { id, name, phone, email, status, stage, budget, currency, configuration, location, score, owner } =
    lead
  return {
    id,
    name,
    phone,
    email,
    status,
    stage,
    budget,
    currency,
    configuration,
    location,
    score,
    owner,
    response_due_at: lead.response_due_at,
  }
}

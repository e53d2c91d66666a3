import type { Transaction } from '../../../platform/database/database.ts'
import { type Events, publish, type StoredEvent, subscribeTogether } from '../../../platform/events/events.ts'
import type { HeldLead } from '../../leads/index.ts'
import type { LeadDoor } from '../activities.neighbours.ts'
import { contactedSince } from '../activities.repository.ts'
import type { ResponseRuleBook } from './response-rules.ts'
import { responseDue, workingMinutes } from './working-time.ts'

export interface FirstResponseNeeds {
  leads: LeadDoor
  rules: ResponseRuleBook
}

/** What stands on a lead once somebody has contacted it. */
export interface Answered {
  first_response_at?: Date
  response_due_at: null
  response_minutes?: number
}

/** Stops the clock of a held lead, by a contact that was made at `at`: how many minutes of work passed since it came, or since it was taken
 *  up again. The minutes of the first time stay with the lead; of a later one they are a fact of its history.
 *  @returns nothing where the contact was made before the lead came back */
export async function stopClock(
  { rules }: Pick<FirstResponseNeeds, 'rules'>,
  tx: Transaction,
  lead: HeldLead,
  at: Date,
): Promise<Answered | null> {
  const since = await endClock(tx, lead.id, at)
  if (since && at < since) return null
  const calendar = (await rules.get()).calendarOf(lead.team_id)
  const minutes = workingMinutes(since ?? lead.created_at, at, calendar)
  if (!lead.first_response_at)
    return { first_response_at: at, response_due_at: null, response_minutes: minutes }
  if (since) tellAnswered(tx, lead, since, minutes)
  return { response_due_at: null }
}

/** Takes the clock of a lead away, unless it counts from later than `at`.
 *  @returns from when it counts, where the lead was taken up again */
async function endClock(tx: Transaction, leadId: number, at: Date): Promise<Date | null> {
  const [clock] = await tx.rows<{ since: Date | null }>(
    `WITH ended AS (DELETE FROM response_clocks WHERE lead_id = $1 AND (since IS NULL OR since <= $2))
     SELECT since FROM response_clocks WHERE lead_id = $1`,
    [leadId, at],
    'response-clock-end',
  )
  return clock?.since ?? null
}

function tellAnswered(tx: Transaction, lead: HeldLead, since: Date, minutes: number): void {
  publish(tx, {
    name: 'lead.answered_again',
    leadId: lead.id,
    data: { owner_id: lead.assigned_to, team_id: lead.team_id, since: since.toISOString(), minutes },
  })
}

const dropClock = (tx: Transaction, leadId: number): Promise<unknown> =>
  tx.rows('DELETE FROM response_clocks WHERE lead_id = $1', [leadId], 'response-clock-drop')

export type NewLead = Pick<HeldLead, 'source' | 'score' | 'team_id' | 'created_at'>

/** Until when a lead is to be contacted, by when it came. */
export async function firstResponseDue(rules: ResponseRuleBook, lead: NewLead): Promise<Date> {
  const { targetOf, calendarOf } = await rules.get()
  return responseDue(lead.created_at, targetOf(lead), calendarOf(lead.team_id))
}

const STARTS = new Set(['lead.created', 'lead.scored'])
const NAMES = [...STARTS, 'lead.reopened', 'lead.lost', 'lead.converted', 'lead.deleted', 'lead.merged_away']

type OnLead = StoredEvent & { leadId: number }

/** Clocks start when a lead came or came back and end when nobody has to contact it any more. Behind the creation, not on its way. */
export function subscribeClocks(events: Events, needs: FirstResponseNeeds): void {
  subscribeTogether(events, 'activities-first-response', NAMES, async (several, tx) => {
    let starts: OnLead[] = []
    // Not in one go: so all are held before, in the order in which every other change of many holds them.
    if (!several.every(event => STARTS.has(event.name)))
      await needs.leads.activity.holdAllForSystem(
        tx,
        several.flatMap(event => event.leadId ?? []),
      )
    for (const event of several) {
      const { leadId, name, data } = event
      if (leadId === null || data.historical === true) continue
      if (STARTS.has(name)) starts.push({ ...event, leadId })
      else {
        // What came before it is done before it.
        await startClocks(needs, tx, starts)
        starts = []
        if (name === 'lead.reopened') await takeUpAgain(needs, tx, { ...event, leadId })
        else await endClockFor(needs, tx, leadId)
      }
    }
    await startClocks(needs, tx, starts)
  })
}

/** Nobody has to contact the lead any more. */
async function endClockFor({ leads }: FirstResponseNeeds, tx: Transaction, leadId: number): Promise<void> {
  await dropClock(tx, leadId)
  const held = await leads.activity.holdForSystem(tx, leadId)
  if (held?.response_due_at) await leads.activity.set(tx, leadId, { response_due_at: null })
}

/** Starts the clocks of leads that have come. A score alone starts nothing: it may shorten what runs, but not for a further owner. */
async function startClocks(
  { leads, rules }: FirstResponseNeeds,
  tx: Transaction,
  events: readonly OnLead[],
): Promise<void> {
  if (events.length === 0) return
  const ids = [...new Set(events.map(event => event.leadId))]
  const came = new Set(events.filter(event => event.name === 'lead.created').map(event => event.leadId))
  const [held, again, { targetOf, calendarOf }] = await Promise.all([
    leads.activity.holdAllForSystem(tx, ids),
    runningAgain(tx, ids),
    rules.get(),
  ])
  const due: { lead: HeldLead; leadId: number; dueAt: Date }[] = []
  for (const lead of held.values()) {
    if (lead.first_response_at || !isOpen(lead)) continue
    if (!came.has(lead.id) && (!lead.response_due_at || again.has(lead.id))) continue
    const dueAt = responseDue(lead.created_at, targetOf(lead), calendarOf(lead.team_id))
    // A lead comes in with its time on it; the clock starts here.
    if (came.has(lead.id) || !isDue(lead, dueAt)) due.push({ lead, leadId: lead.id, dueAt })
  }
  await startRunning(leads, tx, due)
}

const isDue = (lead: HeldLead, at: Date): boolean => lead.response_due_at?.getTime() === at.getTime()

const isOpen = ({ status }: HeldLead): boolean => status !== 'lost' && status !== 'converted'

/** A lead that came back is owed an answer from then on. One that was lost by mistake, and taken back by the same person a moment later,
 *  stands as before. */
async function takeUpAgain(
  needs: FirstResponseNeeds,
  tx: Transaction,
  { id, leadId, actorId, at: told, data }: StoredEvent & { leadId: number },
): Promise<void> {
  const lead = await needs.leads.activity.holdForSystem(tx, leadId)
  if (!lead || !isOpen(lead)) return
  if (actorId !== null && (await lostAMomentAgo(tx, { id, leadId, actorId, at: told }))) {
    if (!lead.first_response_at) await startClock(needs, tx, lead)
    return
  }
  const at = typeof data.reopened_at === 'string' ? new Date(data.reopened_at) : told
  const contacted = await contactedSince(tx, leadId, at)
  if (!contacted) return runFrom(needs, tx, lead, { from: at, since: at })
  // Somebody was faster than this reaction.
  const calendar = (await needs.rules.get()).calendarOf(lead.team_id)
  const minutes = workingMinutes(at, contacted, calendar)
  const isFirst = lead.first_response_at !== null && lead.first_response_at >= at
  if (isFirst) await needs.leads.activity.set(tx, leadId, { response_minutes: minutes })
  else tellAnswered(tx, lead, at, minutes)
}

/** Whoever marks a lead as lost by mistake takes it back within this time. Seconds. */
const MISTAKE_SECONDS = 60

async function lostAMomentAgo(
  tx: Transaction,
  { id, leadId, actorId, at }: Pick<StoredEvent, 'id' | 'leadId' | 'actorId' | 'at'>,
): Promise<boolean> {
  const [loss] = await tx.rows<{ is_recent: boolean }>(
    `SELECT actor_id = $3 AND at > $4::timestamptz - make_interval(secs => ${MISTAKE_SECONDS}) AS is_recent
     FROM events WHERE lead_id = $1 AND name = 'lead.lost' AND id < $2 AND NOT data ? 'merged_from'
     ORDER BY id DESC LIMIT 1`,
    [leadId, id, actorId, at],
    'lead-lost-a-moment-ago',
  )
  return loss?.is_recent === true
}

/** Starts the clock of a lead as of its creation. */
async function startClock(
  { leads, rules }: FirstResponseNeeds,
  tx: Transaction,
  lead: HeldLead,
): Promise<void> {
  const { targetOf, calendarOf } = await rules.get()
  const dueAt = responseDue(lead.created_at, targetOf(lead), calendarOf(lead.team_id))
  await startRunning(leads, tx, [{ lead, leadId: lead.id, dueAt }])
}

async function startRunning(
  leads: LeadDoor,
  tx: Transaction,
  due: readonly { lead: HeldLead; leadId: number; dueAt: Date }[],
): Promise<void> {
  if (due.length === 0) return
  // Sent together: they go in one packet.
  const running = tx.rows(
    `INSERT INTO response_clocks (lead_id, due_at) SELECT * FROM unnest($1::int[], $2::timestamptz[])
     ON CONFLICT (lead_id) DO UPDATE SET due_at = excluded.due_at WHERE response_clocks.missed_at IS NULL`,
    [due.map(one => one.leadId), due.map(one => one.dueAt)],
    'response-clocks-start',
  )
  const other = due.filter(({ lead, dueAt }) => !isDue(lead, dueAt))
  await Promise.all([running, ...(other.length > 0 ? [leads.activity.setResponseDue(tx, other)] : [])])
  for (const { lead, dueAt } of other) tellDue(tx, lead, dueAt)
}

/** Those of the leads whose clock runs for a further owner. */
async function runningAgain(tx: Transaction, leadIds: readonly number[]): Promise<Set<number>> {
  const rows = await tx.rows<{ lead_id: number }>(
    'SELECT lead_id FROM response_clocks WHERE lead_id = ANY ($1::int[]) AND is_again',
    [leadIds],
    'response-clocks-again',
  )
  return new Set(rows.map(row => row.lead_id))
}

/** Starts the clock of a lead anew, for who has it from now on: as if it had come at `at`. Not where it was contacted already. */
export async function restartClock(
  needs: FirstResponseNeeds,
  tx: Transaction,
  leadId: number,
  at: Date,
): Promise<void> {
  const lead = await needs.leads.activity.holdForSystem(tx, leadId)
  if (lead && (!lead.first_response_at || lead.response_due_at))
    await runFrom(needs, tx, lead, { from: at, since: null })
}

/** The target counts from `from`; the minutes count from `since`, or go on as they did. */
async function runFrom(
  { leads, rules }: FirstResponseNeeds,
  tx: Transaction,
  lead: HeldLead,
  { from, since }: { from: Date; since: Date | null },
): Promise<void> {
  const { targetOf, calendarOf } = await rules.get()
  const dueAt = responseDue(from, targetOf(lead), calendarOf(lead.team_id))
  await tx.rows(
    `INSERT INTO response_clocks (lead_id, due_at, is_again, since) VALUES ($1, $2, true, $3)
     ON CONFLICT (lead_id) DO UPDATE SET due_at = excluded.due_at, missed_at = NULL, is_again = true,
       since = coalesce(excluded.since, response_clocks.since)`,
    [lead.id, dueAt, since],
    'response-clock-again',
  )
  await leads.activity.set(tx, lead.id, { response_due_at: dueAt })
  tellDue(tx, lead, dueAt)
}

function tellDue(tx: Transaction, lead: HeldLead, dueAt: Date): void {
  publish(tx, {
    name: 'lead.response_due',
    leadId: lead.id,
    data: { owner_id: lead.assigned_to, team_id: lead.team_id, due_at: dueAt.toISOString() },
  })
}

const AT_ONCE = 500

/** Announces targets that were missed, once each. @returns how many */
export async function announceMissed(tx: Transaction, leads: LeadDoor, now: Date): Promise<number> {
  const missed = await tx.rows<{ lead_id: number; due_at: Date }>(
    `UPDATE response_clocks c SET missed_at = $1 FROM (
       SELECT lead_id FROM response_clocks WHERE due_at <= $1 AND missed_at IS NULL ORDER BY due_at LIMIT ${AT_ONCE}
       FOR UPDATE SKIP LOCKED) d
     WHERE c.lead_id = d.lead_id RETURNING c.lead_id, c.due_at`,
    [now],
    'response-clocks-missed',
  )
  const standings = await leads.activity.standings(
    tx,
    missed.map(one => one.lead_id),
  )
  const byId = new Map(standings.map(one => [one.id, one]))
  for (const { lead_id, due_at } of missed) {
    const lead = byId.get(lead_id)
    if (!lead || lead.deleted_at) continue
    publish(tx, {
      name: 'lead.response_missed',
      leadId: lead_id,
      data: { owner_id: lead.assigned_to, team_id: lead.team_id, due_at: due_at.toISOString() },
    })
  }
  return missed.length
}

import type { Transaction } from '../../../platform/database/database.ts'
import { type Events, publish, subscribe } from '../../../platform/events/events.ts'
import type { HeldLead } from '../../leads/index.ts'
import type { LeadDoor } from '../activities.neighbours.ts'
import type { ResponseRuleBook } from './response-rules.ts'
import { responseDue, workingMinutes } from './working-time.ts'

export interface FirstResponseNeeds {
  leads: LeadDoor
  rules: ResponseRuleBook
}

/** What stands on a lead once somebody has contacted it. */
export interface Answered {
  first_response_at: Date
  response_due_at: null
  response_minutes: number
}

/** Stops the clock of a held lead: how many minutes of work passed since it came. */
export async function stopClock(
  { rules }: Pick<FirstResponseNeeds, 'rules'>,
  tx: Transaction,
  lead: HeldLead,
  at: Date,
): Promise<Answered> {
  const calendar = (await rules.get()).calendarOf(lead.team_id)
  await dropClock(tx, lead.id)
  return {
    first_response_at: at,
    response_due_at: null,
    response_minutes: workingMinutes(lead.created_at, at, calendar),
  }
}

const dropClock = (tx: Transaction, leadId: number): Promise<unknown> =>
  tx.rows('DELETE FROM response_clocks WHERE lead_id = $1', [leadId], 'response-clock-drop')

const STARTS = new Set(['lead.created', 'lead.scored'])
const NAMES = [...STARTS, 'lead.lost', 'lead.converted', 'lead.deleted', 'lead.merged_away']

/** Clocks start when a lead came and end when nobody has to contact it any more. Behind the creation, not on its way. */
export function subscribeClocks(events: Events, needs: FirstResponseNeeds): void {
  subscribe(events, 'activities-first-response', NAMES, async ({ name, leadId, data }, tx) => {
    if (leadId === null || data.historical === true) return
    if (!STARTS.has(name)) {
      await dropClock(tx, leadId)
      const held = await needs.leads.activity.holdForSystem(tx, leadId)
      if (held?.response_due_at) await needs.leads.activity.set(tx, leadId, { response_due_at: null })
      return
    }
    const lead = await needs.leads.activity.holdForSystem(tx, leadId)
    if (!lead || lead.first_response_at || lead.status === 'lost' || lead.status === 'converted') return
    // A score alone starts nothing: it may shorten what runs.
    if (name === 'lead.scored' && (!lead.response_due_at || (await runsAgain(tx, leadId)))) return
    await startClock(needs, tx, lead)
  })
}

async function startClock(
  { leads, rules }: FirstResponseNeeds,
  tx: Transaction,
  lead: HeldLead,
): Promise<void> {
  const { targetOf, calendarOf } = await rules.get()
  const dueAt = responseDue(lead.created_at, targetOf(lead), calendarOf(lead.team_id))
  // Sent together: they go in one packet.
  const running = tx.rows(
    `INSERT INTO response_clocks (lead_id, due_at) VALUES ($1, $2)
     ON CONFLICT (lead_id) DO UPDATE SET due_at = excluded.due_at WHERE response_clocks.missed_at IS NULL`,
    [lead.id, dueAt],
    'response-clock-start',
  )
  await Promise.all([running, leads.activity.set(tx, lead.id, { response_due_at: dueAt })])
  publish(tx, {
    name: 'lead.response_due',
    leadId: lead.id,
    data: { owner_id: lead.assigned_to, team_id: lead.team_id, due_at: dueAt.toISOString() },
  })
}

/** Whether the clock runs for a further owner. */
async function runsAgain(tx: Transaction, leadId: number): Promise<boolean> {
  const rows = await tx.rows('SELECT FROM response_clocks WHERE lead_id = $1 AND is_again', [leadId])
  return rows.length > 0
}

/** Starts the clock of a lead anew, for who has it from now on: as if it had come at `at`. */
export async function restartClock(
  { leads, rules }: FirstResponseNeeds,
  tx: Transaction,
  leadId: number,
  at: Date,
): Promise<void> {
  const lead = await leads.activity.holdForSystem(tx, leadId)
  if (!lead || lead.first_response_at) return
  const { targetOf, calendarOf } = await rules.get()
  const dueAt = responseDue(at, targetOf(lead), calendarOf(lead.team_id))
  await tx.rows(
    `INSERT INTO response_clocks (lead_id, due_at, is_again) VALUES ($1, $2, true)
     ON CONFLICT (lead_id) DO UPDATE SET due_at = excluded.due_at, missed_at = NULL, is_again = true`,
    [leadId, dueAt],
  )
  await leads.activity.set(tx, leadId, { response_due_at: dueAt })
  publish(tx, {
    name: 'lead.response_due',
    leadId,
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

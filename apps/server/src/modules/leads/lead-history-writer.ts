import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { addLead, EMPTY_COLUMNS } from './add-lead.ts'
import { addConsents, answersBetween, type NewConsent } from './consent/consents.repository.ts'
import { type Contact, NO_CONTACT, sealContact } from './contact.ts'
import { lockMatches } from './duplicates.ts'
import { announce } from './lead-facts.ts'
import type { LeadRow } from './lead-row.ts'
import { contactTerms } from './lead-terms.ts'
import type { LeadNeighbours, Stage } from './leads.neighbours.ts'
import type { LeadValues } from './leads.repository.ts'

/** A lead with a past, as the demo firm has them. */
export interface LeadWithPast
  extends Pick<
      LeadValues,
      | 'name'
      | 'location'
      | 'language'
      | 'project_type'
      | 'property_type'
      | 'configuration'
      | 'carpet_area_sqft'
      | 'budget'
      | 'style'
      | 'possession_date'
      | 'source'
      | 'tags'
      | 'consent'
    >,
    Pick<Contact, 'email' | 'phone' | 'address'> {
  campaignId: number | null
  owner: { id: number; teamId: number } | null
  createdBy: number
  createdAt: Date
  outcome: 'open' | 'converted' | 'lost'
  /** How much of its pipeline it went through, 0 to 1. */
  reach: number
  movedForDays: number
  lostReason: string | null
}

interface PastMove {
  row: LeadRow
  from: Stage
  to: Stage
  at: Date
  enteredAt: Date
}

const DAY_MS = 86_400_000

/** Writes leads together with the stages they went through and the days on which they did. */
export async function writeLeadsWithPast(
  tx: Transaction,
  { crypto, neighbours }: { crypto: Crypto; neighbours: LeadNeighbours },
  leads: readonly LeadWithPast[],
): Promise<void> {
  const moves: PastMove[] = []
  const ids: number[] = []
  const answers: NewConsent[] = []
  for (const lead of leads) {
    const stages = await neighbours.stages.ofProjectType(lead.project_type)
    const path = pathOf(stages, lead)
    const [first, last] = [path[0], path.at(-1)]
    if (!first || !last) throw new Error('a pipeline without stages')
    const contact = { ...NO_CONTACT, email: lead.email, phone: lead.phone, address: lead.address }
    const matches = await lockMatches(tx, contactTerms(crypto, contact), null)
    // A young lead has moved within its life, not beyond today.
    const age = Date.now() - lead.createdAt.getTime()
    const movedForMs = Math.min(lead.movedForDays * DAY_MS, age * 0.7)
    const at = (step: number) =>
      new Date(lead.createdAt.getTime() + (step * movedForMs) / Math.max(path.length - 1, 1))
    const row = await addLead(
      tx,
      { crypto, stages: neighbours.stages },
      {
        values: {
          ...EMPTY_COLUMNS,
          ...columnsOf(lead),
          ...sealContact(crypto, contact),
          status: last.category,
          pipeline_id: last.pipelineId,
          stage_id: last.id,
          stage_entered_at: at(path.length - 1),
          lost_reason: last.category === 'lost' ? lead.lostReason : null,
          assigned_to: lead.owner?.id ?? null,
          team_id: lead.owner?.teamId ?? null,
          is_duplicate: matches.length > 0,
          created_by: lead.createdBy,
          created_at: lead.createdAt,
        },
        contact,
        externalIds: [],
        matches,
        event: 'lead.created',
        at: lead.createdAt,
        firstStageId: first.id,
      },
    )
    ids.push(row.id)
    const said = {
      lead_id: row.id,
      source: 'form' as const,
      note: null,
      at: lead.createdAt,
      recorded_by: lead.createdBy,
    }
    answers.push(...answersBetween({}, lead.consent, said))
    for (let step = 1; step < path.length; step++) {
      const [from, to] = [path[step - 1], path[step]]
      if (from && to) moves.push({ row, from, to, at: at(step), enteredAt: at(step - 1) })
    }
  }
  moves.sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const { row, from, to, at, enteredAt } of moves) {
    const move = {
      leadId: row.id,
      fromStageId: from.id,
      toStageId: to.id,
      userId: row.created_by,
      enteredAt,
      at,
    }
    neighbours.stages.recordMove(tx, move)
    const facts = { from: from.id, to: to.id, status: to.category }
    announce(tx, 'lead.stage_changed', row, row.created_by, facts, { at })
  }
  await addConsents(tx, answers)
  await tx.rows(
    `UPDATE leads l SET updated_at = l.stage_entered_at, position = s.position
     FROM (
       SELECT id, nextval('lead_positions') << 20 AS position FROM (
         SELECT e.id FROM leads e WHERE e.id = ANY ($1::int[]) ORDER BY e.stage_entered_at, e.id
       ) AS ordered
     ) AS s WHERE l.id = s.id`,
    [ids],
  )
}

function pathOf(stages: readonly Stage[], lead: LeadWithPast): Stage[] {
  const open = stages.filter(stage => stage.category !== 'converted' && stage.category !== 'lost')
  const steps = lead.outcome === 'converted' ? open.length : Math.max(1, Math.ceil(lead.reach * open.length))
  const end = lead.outcome === 'open' ? [] : stages.filter(stage => stage.category === lead.outcome)
  return [...open.slice(0, steps), ...end]
}

function columnsOf(lead: LeadWithPast) {
  const { name, location, language, project_type, property_type, configuration, carpet_area_sqft } = lead
  const { budget, style, possession_date, source, tags, consent, campaignId } = lead
  const home = {
    project_type,
    property_type,
    configuration,
    carpet_area_sqft,
    budget,
    style,
    possession_date,
  }
  return { name, location, language, ...home, source, tags, consent, campaign_id: campaignId }
}

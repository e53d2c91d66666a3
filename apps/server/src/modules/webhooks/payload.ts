import type { Connection } from '../../platform/database/database.ts'
import type { StoredEvent } from '../../platform/events/events.ts'
import type { Contact, People } from './webhooks.neighbours.ts'

export interface PayloadNeeds {
  db: Connection
  people: Pick<People, 'namesOf'>
  currency: string
}

interface LeadFacts {
  id: number
  name: string
  status: string
  pipeline_id: number
  pipeline: string
  stage_id: number
  stage: string
  project_type: string | null
  location: string | null
  source: string | null
  budget: number | null
  score: number | null
  lost_reason: string | null
  assigned_to: number | null
  team_id: number | null
  created_at: Date
}

/** Facts of an event that go out, by its name. Words that people wrote do not: they may tell of anything. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  'lead.updated': ['fields'],
  'lead.quote_added': ['quote_id', 'version', 'amount', 'currency', 'status', 'is_current'],
  'lead.quote_changed': ['quote_id', 'version', 'amount', 'currency', 'status', 'is_current'],
  'lead.converted': ['client_id'],
  'lead.conversion_undone': ['client_id'],
  'lead.merged': ['loser_id'],
}

/** What a message says of an event: the lead as it stands now, who did it, what exactly happened. No contact details. */
export async function payloadOf(
  { db, people, currency }: PayloadNeeds,
  { name, leadId, actorId, data, at }: StoredEvent,
): Promise<Record<string, unknown>> {
  // There is nothing to tell of somebody who is erased: whoever hears of it deletes what they have under the id.
  const facts = leadId === null || name === 'lead.erased' ? undefined : await findFacts(db, leadId)
  const [from, to] = [idOrNull(data.from), idOrNull(data.to)]
  const names = await people.namesOf([actorId, facts?.assigned_to, from, to].flatMap(id => id ?? []))
  const person = (id: number | null | undefined) =>
    id === null || id === undefined ? null : { id, name: names.get(id) ?? null }
  return {
    occurred_at: at.toISOString(),
    by: person(actorId),
    lead: facts ? toldLead(facts, currency, person(facts.assigned_to)) : { id: leadId },
    ...Object.fromEntries((TOLD[name] ?? []).map(fact => [fact, data[fact] ?? null])),
    ...(name === 'lead.assigned' && { from: person(from), to: person(to) }),
    ...(name === 'lead.stage_changed' && (await moveOf(db, from, to))),
  }
}

function toldLead(
  { assigned_to, created_at, ...facts }: LeadFacts,
  currency: string,
  owner: { id: number; name: string | null } | null,
) {
  return { ...facts, currency, owner, created_at: created_at.toISOString() }
}

async function findFacts(db: Connection, leadId: number): Promise<LeadFacts | undefined> {
  const rows = await db.rows<LeadFacts>(
    `SELECT l.id, l.name, l.status, l.pipeline_id, p.name AS pipeline, l.stage_id, s.name AS stage, l.project_type, l.location,
            l.source, l.budget, l.score, l.lost_reason, l.assigned_to, l.team_id, l.created_at
     FROM leads l JOIN stages s ON s.id = l.stage_id JOIN pipelines p ON p.id = l.pipeline_id WHERE l.id = $1`,
    [leadId],
    'webhook-lead-facts',
  )
  return rows[0]
}

async function moveOf(db: Connection, from: number | null, to: number | null) {
  const rows = await db.rows<{ id: number; name: string }>(
    'SELECT id, name FROM stages WHERE id = ANY ($1::int[])',
    [[from, to].flatMap(id => id ?? [])],
    'webhook-stages',
  )
  const stage = (id: number | null) => rows.find(row => row.id === id) ?? null
  return { from_stage: stage(from), to_stage: stage(to) }
}

const idOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** How to reach the lead, as it is when the message is sent: it is stored nowhere else. Null when there is no such lead any more. */
export async function contactOf(
  { db, openContact }: { db: Connection; openContact(sealed: Uint8Array | null): Contact },
  leadId: number | null,
): Promise<Contact | null> {
  if (leadId === null) return null
  const [row] = await db.rows<{ contact: Buffer | null }>(
    'SELECT contact FROM leads WHERE id = $1',
    [leadId],
    'webhook-lead-contact',
  )
  return row ? openContact(row.contact) : null
}

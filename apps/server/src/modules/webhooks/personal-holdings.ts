import { type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

/** But that they were erased, which is told by their ids alone. */
const ofLeads = `t.event_id IN (SELECT e.id FROM events e WHERE e.lead_id = ANY ($1::int[]) AND e.name <> 'lead.erased')`

/** What this module holds of people: messages about them to other systems, and what these answered. */
export const personalHoldings: readonly PersonalHolding[] = [
  rowsOfPerson({
    name: 'webhook-answers',
    label: 'What other systems answered',
    table: 'webhook_attempts',
    of: `t.delivery_id IN (SELECT t.id FROM webhook_deliveries t WHERE ${ofLeads})`,
    leaves: 'response = NULL, key_id = NULL',
  }),
  rowsOfPerson({
    name: 'webhooks',
    label: 'What other systems were told',
    table: 'webhook_deliveries',
    of: ofLeads,
    tells: 't.created_at, t.type, t.data',
    order: 't.id',
    // What is still on its way is not told any more.
    leaves: `data = '{}', state = CASE WHEN t.state IN ('waiting', 'sending') THEN 'dead' ELSE t.state END,
      finished_at = coalesce(t.finished_at, now())`,
  }),
]

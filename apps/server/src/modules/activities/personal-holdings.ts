import { type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

const done = rowsOfPerson({
  name: 'follow-ups',
  label: 'Follow-ups',
  table: 'follow_ups',
  tells: 't.due_at, t.kind, t.title, t.outcome, t.done_at',
  order: 't.due_at, t.id',
  leaves: `title = NULL, remind_at = NULL, remind_stage = NULL, repeat = NULL, repeats_from = NULL,
    outcome = CASE WHEN EXISTS (SELECT FROM activity_outcomes o WHERE o.label = t.outcome) THEN t.outcome END`,
})

/** What was done stays; what is still to be done is nobody's any more. */
const followUps: PersonalHolding = {
  ...done,
  async erase(tx, person) {
    await tx.rows('DELETE FROM follow_ups WHERE lead_id = ANY ($1::int[]) AND done_at IS NULL', [
      person.leadIds,
    ])
    await done.erase(tx, person)
  },
}

/** What this module holds of people. What was done and when stays, for the figures; what was said goes. */
export const personalHoldings: readonly PersonalHolding[] = [
  rowsOfPerson({
    name: 'activities',
    label: 'Calls, visits, messages and notes',
    table: 'activities',
    tells: 't.happened_at, t.type, t.direction, t.outcome, t.duration_s, t.note, t.deleted_at',
    order: 't.happened_at, t.id',
    leaves: `note = NULL, mentions = '{}', file_ids = '{}',
      outcome = CASE WHEN EXISTS (SELECT FROM activity_outcomes o WHERE o.label = t.outcome) THEN t.outcome END`,
  }),
  rowsOfPerson({
    name: 'earlier-notes',
    label: 'Notes as they were before they were changed',
    table: 'activity_revisions',
    of: 't.activity_id IN (SELECT a.id FROM activities a WHERE a.lead_id = ANY ($1::int[]))',
    tells: 't.at, t.was',
    order: 't.at',
  }),
  followUps,
  rowsOfPerson({
    name: 'notifications',
    label: 'What colleagues were told',
    table: 'notifications',
    tells: 't.at, t.kind, t.data',
    order: 't.at',
  }),
  rowsOfPerson({ name: 'response-clocks', label: 'Who is to be answered', table: 'response_clocks' }),
]

import { type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

/** What this module holds of people. */
export const personalHoldings: readonly PersonalHolding[] = [
  rowsOfPerson({
    name: 'next-actions',
    label: 'Next actions that were proposed',
    table: 'next_action_answers',
    tells: 't.at, t.kind, t.answer, t.done_at',
    order: 't.at',
    leaves: "situation = 'erased'",
  }),
]

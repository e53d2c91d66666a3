import { type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

/** What this module holds of people: when their lead stood where, which figures are made of. */
export const personalHoldings: readonly PersonalHolding[] = [
  rowsOfPerson({
    name: 'stages',
    label: 'Stages they went through',
    table: 'stage_history',
    tells: `t.at, (SELECT s.name FROM stages s WHERE s.id = t.to_stage_id) AS stage`,
    order: 't.id',
    leaves: null,
  }),
]

import { type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

/** What this module holds of people: why a lead has its score quotes what was known of them. */
export const personalHoldings: readonly PersonalHolding[] = [
  rowsOfPerson({
    name: 'score',
    label: 'Score, and what it is made of',
    table: 'lead_scores',
    tells: 't.score, t.base, t.learned, t.probability, t.points, t.updated_at',
  }),
  rowsOfPerson({
    name: 'score-history',
    label: 'Earlier scores',
    table: 'lead_score_history',
    tells: 't.at, t.score',
    order: 't.at',
    leaves: null,
  }),
  rowsOfPerson({ name: 'scores-due', label: 'Scores to be made anew', table: 'scoring_due' }),
]

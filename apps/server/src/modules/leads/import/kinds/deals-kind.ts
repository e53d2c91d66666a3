import type { Crypto } from '../../../../platform/crypto/crypto.ts'
import type { LeadNeighbours } from '../../leads.neighbours.ts'
import type { LossCatalogue } from '../../losses/loss-catalogue.ts'
import { applyDeals } from './apply-deals.ts'
import type { ImportKind } from './import-kind.ts'
import { LEAD_REFERENCE_FIELDS, LEAD_REFERENCE_NEEDS } from './lead-reference.ts'
import { type DealPlan, planDeals } from './plan-deals.ts'
import { undoDeals } from './undo-deals.ts'

export interface DealKindNeeds {
  crypto: Crypto
  neighbours: LeadNeighbours
  losses: LossCatalogue
}

export const OUTCOMES = ['won', 'lost', 'open'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What was won and lost in another system: marks its leads converted or lost, with the day and the amount. */
export const dealsKind = (needs: DealKindNeeds): ImportKind<DealPlan> => ({
  name: 'deals',
  label: 'Deals',
  words: 'What became of leads: deals that were won or lost, with day and amount. Bring in the leads first.',
  filesCalled: /\b(deals?|opportunit\w+|potentials?|won|closed)\b/,
  knownBy: ['lead_id'],
  fields: [
    ...LEAD_REFERENCE_FIELDS,
    {
      name: 'outcome',
      label: 'Won or lost',
      type: 'choice',
      called: /^(deal |opportunity |sales )?(stage|stage ?name|status|outcome|result)$|^is ?won$|^converted$/,
      choices: [
        { value: 'won', label: 'Won', called: /\bwon\b|^(converted|booked|signed|yes|true|1)$/ },
        { value: 'lost', label: 'Lost', called: /\blost\b|^(dead|dropped|cancell?ed|rejected|no|false|0)$/ },
        { value: 'open', label: 'Still open', called: /./ },
      ],
    },
    {
      name: 'closed_on',
      label: 'Day it closed',
      type: 'day',
      called: /^(won|lost|closed?|closing|booking|conversion)( ?(date|on|at|time))?$/,
    },
    {
      name: 'amount',
      label: 'Amount',
      type: 'amount',
      called: /^(deal |booking |order |total )?(amount|value)$|^grand total$/,
    },
    {
      name: 'lost_reason',
      label: 'Reason of a loss',
      type: 'text',
      maxLength: 200,
      called: /^(loss|lost|closed lost) ?reason$/,
    },
    {
      name: 'external_id',
      label: 'Id of the deal',
      type: 'id',
      maxLength: 200,
      called: /^(deal|potential|opportunity|order|record)? ?(id|number)$/,
    },
  ],
  needs: [
    LEAD_REFERENCE_NEEDS,
    {
      oneOf: ['outcome'],
      unmapped:
        'one column must say whether a deal was won or lost, or all of the file is said to be one of them',
      empty: 'is empty',
    },
  ],
  plan: (db, run, rows) => planDeals(needs, db, run, rows),
  apply: (tx, run, decisions) => applyDeals(needs, tx, run, decisions),
  undo: (tx, run, records) => undoDeals(needs, tx, run, records),
})

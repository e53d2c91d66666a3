import { type PersonalHolding, rowsOfPerson } from '../leads/index.ts'

const kept = rowsOfPerson({
  name: 'report-figures',
  label: 'What they add to reports',
  table: 'report_leads',
  leaves: null,
})

/** What this module holds of people: what a lead adds to figures, made anew from what an erasure leaves of it. */
export const personalHoldings: readonly PersonalHolding[] = [
  {
    ...kept,
    async erase(tx, { leadIds }) {
      await tx.rows('INSERT INTO report_changes (lead_id) SELECT unnest($1::int[])', [leadIds])
    },
  },
]

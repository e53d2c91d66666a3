import type { LeadFollower } from '../leads/index.ts'

/** Rows that tell of one lead as it is: the winner of a merge has its own, and is scored anew. */
export const staysWithTheLoser = (name: string, table: string): LeadFollower => ({
  name,
  columns: [`${table}.lead_id`],
  count: async () => 0,
  onMerge: async () => null,
  onUndo: async () => {},
})

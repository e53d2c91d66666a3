import { priorityOfNew } from './lead-priority.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import type { LeadValues } from './leads.repository.ts'
import type { LeadStatus } from './leads.schemas.ts'

const OPEN: ReadonlySet<LeadStatus> = new Set(['new', 'contacted', 'qualified'])

/** A lead that comes in now, with what follows from it: its score, until when somebody has to contact it, and how urgent that makes it.
 *  Written with the lead, for whatever is written on it afterwards goes into all its indexes again. */
export async function withOpening(
  { firstScores, firstResponseDue }: Pick<LeadNeighbours, 'firstScores' | 'firstResponseDue'>,
  lead: LeadValues,
): Promise<LeadValues> {
  const [score] = await scoresOf({ firstScores }, [lead], lead.created_at)
  if (score == null) return lead
  const response_due_at = await firstResponseDue({ ...lead, score })
  return { ...lead, score, response_due_at, priority: priorityOfNew({ score, response_due_at }) }
}

/** The scores with which leads come in, in the same order; null for those that are closed. */
export async function scoresOf(
  { firstScores }: Pick<LeadNeighbours, 'firstScores'>,
  leads: readonly LeadValues[],
  at: Date,
): Promise<(number | null)[]> {
  const open = leads.filter(({ status }) => OPEN.has(status))
  const scores = (await firstScores(open, at)).values()
  return leads.map(({ status }) => (OPEN.has(status) ? (scores.next().value ?? null) : null))
}

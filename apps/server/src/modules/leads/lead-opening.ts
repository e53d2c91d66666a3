import type { Transaction } from '../../platform/database/database.ts'
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
  if (!OPEN.has(lead.status)) return lead
  const [score] = await firstScores([lead], lead.created_at)
  if (score === undefined) return lead
  const response_due_at = await firstResponseDue({ ...lead, score })
  return { ...lead, score, response_due_at, priority: priorityOfNew({ score, response_due_at }) }
}

/** Judges leads of which a file tells: gives each open one the score with which it comes in.
 *  @returns keeps what the scores are made of, once the leads are written */
export async function withScores(
  { judge }: Pick<LeadNeighbours, 'judge'>,
  leads: readonly { id: number; values: LeadValues }[],
  at: Date,
): Promise<(tx: Transaction) => Promise<void>> {
  const open = leads.filter(({ values }) => OPEN.has(values.status))
  const { scores, keep } = await judge(
    open.map(({ values }) => values),
    at,
  )
  for (const [i, { values }] of open.entries()) values.score = scores[i] ?? null
  return tx =>
    keep(
      tx,
      open.map(({ id }) => id),
    )
}

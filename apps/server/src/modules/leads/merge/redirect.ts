import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { LeadReader } from '../lead-reader.ts'
import { findLastWinner } from './merges.repository.ts'

export interface RedirectNeeds {
  db: Connection
  reader: LeadReader
}

/** The lead that a merged one has become, through however many merges; null when it is none, or out of the caller's reach. */
export async function whereItWent(
  { db, reader }: RedirectNeeds,
  principal: Principal,
  id: number,
): Promise<number | null> {
  const winnerId = await findLastWinner(db, id)
  if (winnerId === null) return null
  try {
    await reader.standing(principal, winnerId)
    return winnerId
  } catch (error) {
    if (error instanceof AppError && error.type === 'not-found') return null
    throw error
  }
}

/** Does `work` on a lead; where there is none, says what it was merged into. Costs nothing as long as the lead is there.
 *  @throws AppError "lead-merged" naming the winner */
export async function orMerged<T>(
  needs: RedirectNeeds,
  principal: Principal,
  id: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.type !== 'not-found') throw error
    const winnerId = await whereItWent(needs, principal, id)
    if (winnerId === null) throw error
    throw new AppError('lead-merged', {
      detail: `This lead is part of lead ${winnerId} now.`,
      winner_id: winnerId,
      location: `/crm/leads/${winnerId}`,
    })
  }
}

import type { Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import type { createLeads, HeldLead } from '../leads/index.ts'
import type { ActivityRow } from './activities.repository.ts'
import type { ActivityCreate } from './activities.schemas.ts'

/** The door of leads, as far as this module goes through it. */
export type LeadDoor = Pick<
  ReturnType<typeof createLeads>,
  'imports' | 'activity' | 'files' | 'reader' | 'service' | 'showAfter'
>

/** The names of those of these clients that the person sees. */
export type ClientNames = (
  principal: Principal,
  clientIds: readonly number[],
) => Promise<ReadonlyMap<number, string>>

/** Who writes, and where the request came from. */
export interface Author {
  principal: Principal
  request: { id: string; ip: string }
}

/** What follow-ups need of the activities that finish them. */
export interface ActivityLog {
  /** Logs for a lead that is held; `onLead` then brings the lead up to date. */
  logWithin(
    tx: Transaction,
    by: Author,
    lead: HeldLead,
    input: Omit<ActivityCreate, 'completes' | 'next'>,
  ): Promise<{ row: ActivityRow; onLead: () => Promise<void> }>
  remove(tx: Transaction, by: Author, id: number): Promise<void>
}

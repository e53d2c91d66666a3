import { AsyncLocalStorage } from 'node:async_hooks'
import type { Principal } from '@optimwalls/permissions'

/** Who looks on, and as whom. */
export interface Viewing {
  by: number
  as: ViewedFacts
}

/** For the audit log. */
export type ViewedFacts = { user_id: number } | { role: string }

const current = new AsyncLocalStorage<Viewing>()

/** Of a request of somebody who looks on as another. */
export const viewingNow = (): Viewing | undefined => current.getStore()

/** Runs what follows so that every audit entry names both: who looks on, and as whom. */
export function whileViewing(principal: Principal, work: () => void): void {
  const viewing = viewingOf(principal)
  if (viewing) current.run(viewing, work)
  else work()
}

export function viewingOf({ viewedBy, viewedRole, userId }: Principal): Viewing | undefined {
  if (viewedBy === undefined) return undefined
  return { by: viewedBy, as: viewedRole === undefined ? { user_id: userId } : { role: viewedRole } }
}
